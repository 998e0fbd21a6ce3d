"""What lives as long as the role: the event stream, sockets, the wall, and waiting for Asterisk."""
