"""The room as cti shows it in Redis: who is idle, and whether anybody waits. An old picture is none."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.domain.agents.agent import AgentState
from hotline.domain.callbacks.fairness import Idle
from hotline.redis_keys import AGENTS, WALL, role_key

FRESH_S = 2.0


@dataclass(frozen=True, kw_only=True)
class Picture:
    waiting: int
    ready: Sequence[Idle]


async def picture(redis: Redis) -> Picture | None:
    """What is so now; None when nobody knows."""
    wall = await _json(redis, WALL)
    seats = await _json(redis, AGENTS)
    if not wall or abs(time.time() - float(wall["beat"])) > FRESH_S or not all(node["up"] for node in wall["nodes"]):
        return None
    ready = [
        Idle(username=seat["username"], since=datetime.fromisoformat(seat["since"]))
        for seat in seats.values()
        if seat["state"] == AgentState.READY.value
    ]
    return Picture(waiting=wall["waiting"], ready=ready)


async def has_seen_all(redis: Redis) -> bool:
    """Whether cti hears Asterisk and has read the journal to its end: what it does not know of did not happen."""
    beat = await _json(redis, role_key("cti"))
    return beat.get("asterisk") == "up" and beat.get("journal_behind_bytes") == 0


async def _json(redis: Redis, key: str) -> dict[str, Any]:
    try:
        text = await redis.get(key)
        found = orjson.loads(text) if text else {}
    except (RedisError, OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
