"""The live view that cti publishes in Redis: who is idle, and how many citizens wait. An outdated one counts as
missing.
"""

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
from hotline.names.roles import UP, Beat, RoleName
from hotline.redis_keys import AGENTS, WALL, role_key

FRESH_S = 2.0


@dataclass(frozen=True, kw_only=True)
class LiveView:
    waiting: int
    ready: Sequence[Idle]


async def live_view(redis: Redis) -> LiveView | None:
    """The present state; None if it is unknown."""
    wall = await _json(redis, WALL)
    seats = await _json(redis, AGENTS)
    if not wall or abs(time.time() - float(wall["beat"])) > FRESH_S or not all(node["up"] for node in wall["nodes"]):
        return None
    ready = [
        Idle(username=seat["username"], since=datetime.fromisoformat(seat["since"]))
        for seat in seats.values()
        if seat["state"] == AgentState.READY.value
    ]
    return LiveView(waiting=wall["waiting"], ready=ready)


async def has_seen_all(redis: Redis) -> bool:
    """Whether cti is connected to Asterisk and has read the journal to its end, so that it has missed nothing."""
    beat = await _json(redis, role_key(RoleName.CTI))
    return beat.get(Beat.ASTERISK) == UP and beat.get(Beat.JOURNAL_BEHIND_BYTES) == 0


async def _json(redis: Redis, key: str) -> dict[str, Any]:
    try:
        text = await redis.get(key)
        found = orjson.loads(text) if text else {}
    except (RedisError, OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
