"""The names in Redis: what cti shows there, and the bell that asks it to look. Redis may be lost at any moment."""

STREAM = "hotline:events"  # a stream; an event's sequence number is its id
WALL = "hotline:wall"  # JSON; and the channel that says it changed
AGENTS = "hotline:agents"  # JSON {username: {state, since, call, …}}
BELL = "hotline:bell"  # a channel; whoever rings it has written something into SQL


def role_key(role: str) -> str:
    """Where a role's heartbeat stands."""
    return f"hotline:role:{role}"
