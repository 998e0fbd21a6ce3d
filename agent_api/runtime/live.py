"""What the cti role shows in Redis, and how it is told of wishes. All of it may be missing at any moment."""

from collections.abc import Mapping
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.domain.agents.now import AgentNow, agent_now
from hotline.names.roles import RoleName
from hotline.redis_keys import AGENTS, role_key
from hotline.runtime.notify import notify


class Live:
    """Reads answer None or nothing while Redis is away."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def seats(self) -> Mapping[str, Mapping[str, Any]]:
        """What each agent does now, by username."""
        seats = await self._json(AGENTS)
        return seats if isinstance(seats, dict) else {}

    async def role(self, name: RoleName) -> Mapping[str, Any] | None:
        """A role's last heartbeat."""
        beat = await self._json(role_key(name))
        return beat if isinstance(beat, dict) else None

    async def answers(self) -> bool:
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def now_of(self, username: str) -> AgentNow:
        """What one agent does now."""
        return agent_now((await self.seats()).get(username))

    async def notify(self, noun: str) -> None:
        """Tell the other roles that SQL has a wish of this kind."""
        await notify(self._redis, noun)

    async def _json(self, key: str) -> object:
        try:
            text = await self._redis.get(key)
            return orjson.loads(text) if text else None
        except (RedisError, OSError, orjson.JSONDecodeError):
            return None
