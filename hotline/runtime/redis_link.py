"""Connections to Redis, which holds only notifications and the live view: clients must cope with no answer within a
second.
"""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

ANSWER_S = 1.0


def open_link(redis_url: str, *, answer_s: float = ANSWER_S) -> Redis:
    """A client that gives up after `answer_s` and retries once on a new connection (the old one may have died)."""
    return Redis.from_url(
        redis_url,
        socket_timeout=answer_s,
        socket_connect_timeout=ANSWER_S,
        retry=Retry(NoBackoff(), 1),
        protocol=2,
    )
