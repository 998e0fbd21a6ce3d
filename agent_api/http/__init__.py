"""From a request on the socket to a handler, and back."""
