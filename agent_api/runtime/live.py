"""What the cti role shows in Redis, and the bell that wakes it. All of it may be missing at any moment."""

import logging
from collections.abc import Mapping
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.redis_keys import AGENTS, NOTIFY, role_key

log = logging.getLogger(__name__)

ROLES = ("cti", "ivr", "callback", "agent_api")


class Live:
    """Reads answer None or nothing while Redis is away."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def seats(self) -> Mapping[str, Mapping[str, Any]]:
        """What each agent does now, by username."""
        seats = await self._json(AGENTS)
        return seats if isinstance(seats, dict) else {}

    async def role(self, name: str) -> Mapping[str, Any] | None:
        """A role's last heartbeat."""
        beat = await self._json(role_key(name))
        return beat if isinstance(beat, dict) else None

    async def answers(self) -> bool:
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def ring(self, noun: str) -> None:
        """Tell cti that there is a wish of this kind in SQL. Unheard, it is found by cti's slow poll."""
        try:
            await self._redis.publish(NOTIFY, noun)
        except (RedisError, OSError):
            log.warning("Redis does not take the bell for %s; it is found later", noun)

    async def _json(self, key: str) -> object:
        try:
            text = await self._redis.get(key)
            return orjson.loads(text) if text else None
        except (RedisError, OSError, orjson.JSONDecodeError):
            return None
