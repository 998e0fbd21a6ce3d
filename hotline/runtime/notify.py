"""Tells the other roles that SQL has news for them. Who does not hear it finds it by a slow poll."""

import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.redis_keys import NOTIFY

log = logging.getLogger(__name__)


async def notify(redis: Redis, noun: str) -> None:
    """`noun` says what kind of news it is."""
    try:
        await redis.publish(NOTIFY, noun)
    except (RedisError, OSError):
        log.warning("Redis does not take the news of %s; they are found later", noun)
