"""The supervisors' live board."""
