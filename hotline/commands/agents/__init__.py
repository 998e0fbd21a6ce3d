"""What is done with agents: they set their own wish; admins create, change and remove them."""
