"""The wall and the events, on their way to Redis."""
