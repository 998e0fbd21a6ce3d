"""From a request on a connection to a handler, and back."""
