"""Reads what cti publishes in Redis, for all roles alike. Any of it may be missing at any moment."""

from collections.abc import Mapping
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.names.roles import RoleName
from hotline.redis_keys import AGENTS, role_key


async def read_published(redis: Redis, key: str) -> Mapping[str, Any] | None:
    """The JSON object of a key; None if it is missing or malformed, or Redis does not answer."""
    try:
        text = await redis.get(key)
        found = orjson.loads(text) if text else None
    except (RedisError, OSError, orjson.JSONDecodeError):
        return None
    return found if isinstance(found, dict) else None


async def read_seats(redis: Redis) -> Mapping[str, Mapping[str, Any]]:
    """The current state of each agent with a telephone, by username; empty if it is unknown."""
    return await read_published(redis, AGENTS) or {}


async def read_beat(redis: Redis, role: RoleName) -> Mapping[str, Any] | None:
    """A role's latest heartbeat; None if the role is not running."""
    return await read_published(redis, role_key(role))
