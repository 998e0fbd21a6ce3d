"""Detects floods: reports them to supervisors, and slows the callbacks that a burst causes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from hotline.domain.callbacks import floods as rules
from hotline.domain.callbacks.floods import BURST, NUMBER_WINDOW, USUAL_OF, Edges
from hotline.domain.calls.routing import switchboards
from hotline.domain.numbers.number import mask
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store.callbacks import floods
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind

EVERY_S = 2.0
NUMBERS_EVERY = timedelta(seconds=10)  # at 50 calls a second this query takes a tenth of a second
USUAL_FOR = timedelta(minutes=1)  # and this one a third; the usual rate changes slowly


@dataclass(frozen=True, kw_only=True)
class _Usual:
    """Usual calls per minute, computed at `at`."""

    at: datetime
    calls: float


class FloodWatch:
    """`run` checks every EVERY_S; `changed` is called when the wall has something new to show."""

    def __init__(
        self, hotline: Hotline, database: Database, clock: Callable[[], datetime], changed: Callable[[], None]
    ) -> None:
        self._hotline = hotline
        self._database = database
        self._clock = clock
        self._changed = changed
        self._numbers = Edges()
        self._bursts = Edges()
        self._numbers_at: datetime | None = None
        self._usual: _Usual | None = None

    async def run(self) -> None:
        while True:
            await self.look(self._clock())
            await asyncio.sleep(EVERY_S)

    async def look(self, now: datetime) -> None:
        often = await self._often(now)
        burst = await self._bursts_now(now)
        day = now.astimezone(self._hotline.centre.zone).date().isoformat()
        days = self._bursts.new([day] if burst else [], now)
        if often or burst:
            await self._database.write(_act, self._hotline, often, days, now, burst=burst)
            self._changed()

    async def _often(self, now: datetime) -> list[str]:
        """Numbers that have begun to call too often."""
        if self._numbers_at is not None and now - self._numbers_at < NUMBERS_EVERY:
            return []
        self._numbers_at = now
        least, but = self._hotline.floods.number_alarm, switchboards(self._hotline)
        found = await self._database.search(floods.frequent, now - NUMBER_WINDOW, least, but)
        return self._numbers.new(found, now)

    async def _bursts_now(self, now: datetime) -> bool:
        """Whether many unknown numbers call at once. The usual rate is computed only if it matters."""
        least = self._hotline.floods.new_numbers
        new = await self._database.search(floods.new_numbers, now - BURST)
        if new <= least:
            return False
        if self._usual is None or now - self._usual.at >= USUAL_FOR:
            count, first = await self._database.search(floods.usual, now - USUAL_OF, now - BURST)
            self._usual = _Usual(at=now, calls=rules.usual_a_minute(count, first, now))
        return rules.is_burst(new, self._usual.calls, least)


def _act(
    connection: Connection, hotline: Hotline, often: list[str], bursts: list[str], now: datetime, *, burst: bool
) -> None:
    for number in often:
        alarms.raise_alarm(connection, AlarmKind.NUMBER_FLOOD, mask(number), now)
    for day in bursts:
        alarms.raise_alarm(connection, AlarmKind.NEW_NUMBERS, day, now)
    if burst and not floods.is_released(connection, now):
        slow(connection, hotline, now)


def slow(connection: Connection, hotline: Hotline, now: datetime) -> None:
    """Slow the callbacks that the burst has caused so far."""
    limits = hotline.floods
    duties = floods.slowable(connection, now - BURST, limits.given_up)
    times = rules.slow_times(
        len(duties),
        floods.last_slowed(connection),
        limits.slowed_every,
        hotline.callback,
        hotline.centre.zone,
        now,
    )
    floods.slow(connection, dict(zip(duties, times, strict=True)))
