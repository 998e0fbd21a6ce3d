"""Notifies the other roles of new work in SQL. A role that misses the notification finds the work by polling."""

import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.names.work import Work
from hotline.redis_keys import NOTIFY

log = logging.getLogger(__name__)


async def notify(redis: Redis, work: Work) -> None:
    """There is new work of this kind."""
    try:
        await redis.publish(NOTIFY, work)
    except (RedisError, OSError):
        log.warning("Redis did not take the notification of %s; they will be found by polling", work)
