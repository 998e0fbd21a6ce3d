"""Publishing the wall and the events to Redis."""
