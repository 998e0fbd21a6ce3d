"""The rules of the hotline, pure: no socket, no database, no clock (`now` is passed in)."""
