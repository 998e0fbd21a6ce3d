"""Looks at the call centre every few seconds: begins and ends the alarms of conditions, and ends those of events that
have not come for a while. Which are on is in SQL, so that a restart neither ends nor repeats one.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from hotline.domain.calls.call import Call
from hotline.domain.calls.routing import queue_for
from hotline.domain.reports.alarm_rules import LASTING, Condition, Situation, Steady, conditions, unknown
from hotline.domain.reports.wall import Seat, Today
from hotline.domain.space import DiskSpace
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store.callbacks import carrier
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind
from hotline.store.reports.today import today_by_queue

EVERY_S = 5.0
RATES_EVERY = timedelta(minutes=1)
DAY = timedelta(hours=24)
_LASTING = [AlarmKind(kind) for kind in sorted(LASTING)]


@dataclass(frozen=True, kw_only=True)
class CallCentre:
    """What cti has in memory. `heard` says whether Asterisk is heard: what is known of calls and agents is old
    otherwise."""

    node: str
    heard: Callable[[], bool]
    seats: Callable[[], Sequence[Seat]]
    live: Callable[[], Iterable[Call]]
    disk: Callable[[], DiskSpace]
    disk_days: Callable[[], float | None]


@dataclass(frozen=True, kw_only=True)
class _Rates:
    at: datetime
    of_day: Today
    lately: dict[str, Today]


class AlarmWatch:
    """`changed` is called when an alarm has begun or ended."""

    def __init__(
        self,
        hotline: Hotline,
        database: Database,
        centre: CallCentre,
        clock: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._hotline = hotline
        self._database = database
        self._centre = centre
        self._clock = clock
        self._changed = changed
        self._rates: _Rates | None = None
        self._steady = Steady(timedelta(seconds=hotline.alarms.settle))

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self.look(self._clock())

    async def look(self, now: datetime) -> None:
        policy = self._hotline.alarms
        situation = await self._situation(now)
        on = await self._database.read(alarms.open_of, _LASTING)
        wanted = self._steady.look(on, conditions(situation, self._hotline.thresholds, policy), unknown(situation), now)
        quiet = now - timedelta(seconds=policy.quiet)
        if wanted != on or await self._database.read(alarms.has_quiet, quiet):
            await self._database.write(_act, wanted - on, on - wanted, quiet, now)
            self._changed()

    async def _situation(self, now: datetime) -> Situation:
        rates, trunks = await self._current_rates(now), [trunk.name for trunk in self._hotline.trunks]
        heard = self._centre.heard()
        return Situation(
            queues=[queue.name for queue in self._hotline.queues],
            seats=self._centre.seats() if heard else None,
            waiting=self._waiting() if heard else None,
            of_day=rates.of_day,
            lately=rates.lately,
            refused=await self._database.read(_refused, trunks),
            node=self._centre.node,
            disk=self._centre.disk(),
            disk_days=self._centre.disk_days(),
        )

    def _waiting(self) -> Counter[str]:
        waits = (call for call in self._centre.live() if call.waits)
        return Counter(call.queue_now or queue_for(self._hotline, call.called) for call in waits)

    async def _current_rates(self, now: datetime) -> _Rates:
        """Read once a minute: the last 24 hours of a great city are tens of thousands of calls."""
        if self._rates is None or now - self._rates.at >= RATES_EVERY:
            limits = {queue.name: queue.service_level_s for queue in self._hotline.queues}
            zone = self._hotline.centre.zone
            lately = now - timedelta(seconds=self._hotline.alarms.service_level_over)
            _, of_day = await self._database.search(today_by_queue, now - DAY, now, zone, limits)
            by_queue, _ = await self._database.search(today_by_queue, lately, now, zone, limits)
            self._rates = _Rates(at=now, of_day=of_day, lately=by_queue)
        return self._rates


def _refused(connection: Connection, trunks: Sequence[str]) -> dict[str, int]:
    found = {trunk: carrier.refusals(connection, trunk) for trunk in trunks}
    return {trunk: refusals.count for trunk, refusals in found.items() if refusals is not None}


def _act(
    connection: Connection, begun: Iterable[Condition], over: Iterable[Condition], quiet: datetime, now: datetime
) -> None:
    for kind, subject in sorted(begun):
        alarms.begin(connection, AlarmKind(kind), subject, now)
    for kind, subject in sorted(over):
        alarms.end(connection, AlarmKind(kind), subject, now)
    alarms.end_quiet(connection, quiet)
