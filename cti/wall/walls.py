"""The wall, made at each change but at most four times a second, and put where agent_api finds it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection

from hotline.domain.callbacks.carrier import Refusals
from hotline.domain.midnight import midnight
from hotline.domain.reports.figures import DutyCounts
from hotline.domain.reports.wall import Today
from hotline.redis_keys import AGENTS, WALL
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store.callbacks import carrier
from hotline.store.reports import alarms, today

log = logging.getLogger(__name__)

EVERY_S = 0.25
BEAT_S = 0.5  # the wall is written so often even when nothing changes: a reader sees that it is fresh
FIGURES_EVERY_S = 1.0
ALARMS_FOR = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the wall shows from SQL."""

    by_queue: dict[str, Today]
    all: Today
    owed: today.Owed
    callbacks: DutyCounts
    refusals: Refusals | None
    alarms: list[dict[str, object]]


class Walls:
    """Publishes the picture that `paint(figures, now)` gives."""

    def __init__(
        self,
        *,
        hotline: Hotline,
        database: Database,
        redis: Redis,
        clock: Callable[[], datetime],
        paint: Callable[[Figures, datetime], Awaitable[dict[str, object]]],
    ) -> None:
        self._hotline = hotline
        self._database = database
        self._redis = redis
        self._clock = clock
        self._paint = paint
        self._figures: Figures | None = None
        self._figures_at = 0.0
        self.figures_changed = True
        self.changed = asyncio.Event()

    async def last_seats(self) -> dict[str, dict[str, str]]:
        """The seats that were shown last, by username; none when Redis is away or empty."""
        try:
            shown = await self._redis.get(AGENTS)
            seats: dict[str, dict[str, str]] = orjson.loads(shown) if shown else {}
        except (RedisError, OSError, orjson.JSONDecodeError):
            return {}
        return seats

    async def run(self) -> None:
        while True:
            try:
                await self._publish(changed=self.changed.is_set())
            except (RedisError, OSError) as error:
                log.debug("the wall is not shown: %s", error)
            await asyncio.sleep(EVERY_S)
            if not self.changed.is_set():
                await self._wait(BEAT_S - EVERY_S)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.changed.wait()
        except TimeoutError:
            return

    async def _publish(self, *, changed: bool) -> None:
        self.changed.clear()
        now = self._clock()
        picture = await self._paint(await self._current_figures(now), now)
        pipe = self._redis.pipeline(transaction=False)
        pipe.set(WALL, orjson.dumps({**picture, "beat": time.time()}))
        pipe.set(AGENTS, orjson.dumps({seat["username"]: seat for seat in _seats(picture)}))
        if changed:
            pipe.publish(WALL, "changed")
        await pipe.execute()

    async def _current_figures(self, now: datetime) -> Figures:
        due = time.monotonic() - self._figures_at
        if self._figures is None or (self.figures_changed and due >= FIGURES_EVERY_S) or due >= 10 * FIGURES_EVERY_S:
            self.figures_changed = False
            before, self._figures = self._figures, await self._database.search(self._read, now)
            self._figures_at = time.monotonic()
            if before != self._figures:
                self.changed.set()
        elif self.figures_changed:
            self.changed.set()  # painted again as soon as the figures may be read
        return self._figures

    def _read(self, connection: Connection, now: datetime) -> Figures:
        since = midnight(now, self._hotline.centre.zone)
        limits = {queue.name: queue.service_level_s for queue in self._hotline.queues}
        by_queue, everything = today.today_by_queue(connection, since, limits)
        return Figures(
            by_queue=by_queue,
            all=everything,
            owed=today.owed(connection),
            callbacks=today.callbacks_today(connection, since),
            refusals=carrier.refusals(connection, self._hotline.trunks[0].name),
            alarms=alarms.since(connection, now - ALARMS_FOR),
        )


def _seats(picture: dict[str, object]) -> list[dict[str, object]]:
    seats = picture["seats"]
    return seats if isinstance(seats, list) else []
