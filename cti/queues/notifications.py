"""Notifications by other roles of new work in SQL. There are none while Redis is unavailable."""

import asyncio
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.redis_keys import NOTIFY

RETRY_S = 2.0


async def listen(redis: Redis, notify: Callable[[], None]) -> None:
    """Call `notify` for each notification, until cancelled."""
    while True:
        try:
            async with redis.pubsub() as channel:
                await channel.subscribe(NOTIFY)
                async for message in channel.listen():
                    if message["type"] == "message":
                        notify()
        except (RedisError, OSError):
            await asyncio.sleep(RETRY_S)
