"""The names in Redis: what cti shows there, and how it is notified of work in SQL. Redis may be lost at any moment."""

STREAM = "hotline:events"  # a stream; an event's sequence number is its id
WALL = "hotline:wall"  # JSON; and the channel that says it changed
AGENTS = "hotline:agents"  # JSON {username: {state, since, call, …}}
NOTIFY = "hotline:notify"  # a pub/sub channel: something was written into SQL that cti or callback acts on


def role_key(role: str) -> str:
    """Where a role's heartbeat stands."""
    return f"hotline:role:{role}"
