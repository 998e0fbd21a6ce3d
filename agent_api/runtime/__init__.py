"""What lives as long as the role: SQL, the event stream, sockets, the wall, AMI commands."""
