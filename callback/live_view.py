"""The live view that cti publishes in Redis: who is idle, and how many citizens wait. An outdated one counts as
missing.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from hotline.domain.agents.agent import AgentState
from hotline.domain.callbacks.fairness import Idle
from hotline.names.roles import UP, Beat, RoleName
from hotline.redis_keys import WALL
from hotline.runtime.published import read_beat, read_published, read_seats

FRESH_S = 2.0


@dataclass(frozen=True, kw_only=True)
class LiveView:
    waiting: int
    ready: Sequence[Idle]


async def live_view(redis: Redis) -> LiveView | None:
    """The present state; None if it is unknown."""
    wall = await read_published(redis, WALL)
    seats = await read_seats(redis)
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
    beat = await read_beat(redis, RoleName.CTI) or {}
    return beat.get(Beat.ASTERISK) == UP and beat.get(Beat.JOURNAL_BEHIND_BYTES) == 0
