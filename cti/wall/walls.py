"""Publishes the wall for agent_api, after each change but at most four times a second."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from cti.wall.changes import WallChanges
from cti.wall.figures import CurrentFigures, Figures
from hotline.redis_keys import AGENTS, WALL

log = logging.getLogger(__name__)

EVERY_S = 0.25
BEAT_S = 0.5  # also without a change, so that clients see that the wall is fresh


class Walls:
    """Publishes what `render(figures, now)` returns."""

    def __init__(
        self,
        *,
        redis: Redis,
        figures: CurrentFigures,
        render: Callable[[Figures, datetime], dict[str, object]],
        changes: WallChanges,
        clock: Callable[[], datetime],
    ) -> None:
        self._redis = redis
        self._figures = figures
        self._render = render
        self._changes = changes
        self._clock = clock

    async def last_seats(self) -> dict[str, dict[str, str]]:
        """The seats that were published last, by username; empty if Redis is unavailable or empty."""
        try:
            shown = await self._redis.get(AGENTS)
            seats: dict[str, dict[str, str]] = orjson.loads(shown) if shown else {}
        except (RedisError, OSError, orjson.JSONDecodeError):
            return {}
        return seats

    async def run(self) -> None:
        while True:
            try:
                await self._publish(changed=self._changes.any)
            except (RedisError, OSError) as error:
                log.debug("the wall is not shown: %s", error)
            await asyncio.sleep(EVERY_S)
            if not self._changes.any:
                await self._changes.wait(BEAT_S - EVERY_S)

    async def _publish(self, *, changed: bool) -> None:
        self._changes.clear()
        now = self._clock()
        picture = self._render(await self._figures.get(now), now)
        pipe = self._redis.pipeline(transaction=False)
        pipe.set(WALL, orjson.dumps({**picture, "beat": time.time()}))
        pipe.set(AGENTS, orjson.dumps({seat["username"]: seat for seat in _seats(picture)}))
        if changed:
            pipe.publish(WALL, "changed")
        await pipe.execute()


def _seats(picture: dict[str, object]) -> list[dict[str, object]]:
    seats = picture["seats"]
    return seats if isinstance(seats, list) else []
