"""Keys and channels in Redis: what cti publishes, and notifications of work in SQL. Redis may be lost at any moment."""

STREAM = "hotline:events"  # a stream; an event's sequence number is its id
WALL = "hotline:wall"  # JSON; also the pub/sub channel that says it changed
AGENTS = "hotline:agents"  # JSON {username: {state, since, call, …}}
NOTIFY = "hotline:notify"  # a pub/sub channel: something was written to SQL that cti or callback must act on


def role_key(role: str) -> str:
    """The key of a role's heartbeat."""
    return f"hotline:role:{role}"
