"""The figures on the wall: computed by SQL, at most once a second, in a thread that nothing else waits for."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from cti.wall.changes import WallChanges
from hotline.domain.callbacks.carrier import Refusals
from hotline.domain.midnight import midnight, midnight_of
from hotline.domain.reports.curve import Curve, UsualDay
from hotline.domain.reports.figures import DutyCounts
from hotline.domain.reports.wall import Today
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store.callbacks import carrier
from hotline.store.reports import alarms, curves, today

EVERY_S = 1.0
AT_LEAST_EVERY_S = 10.0  # also without a reported change, because of midnight
ALARMS_FOR = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The part of the wall that comes from SQL."""

    by_queue: dict[str, Today]
    all: Today
    owed: today.Owed
    callbacks: DutyCounts
    refusals: Refusals | None
    alarms: Sequence[alarms.WallAlarm]
    connection_rate_24h: float | None
    curve: Curve


def read_figures(connection: Connection, hotline: Hotline, now: datetime, usual: UsualDay | None = None) -> Figures:
    """From sums by half hours and from indexes, so that the number of today's calls makes no difference. `usual`: what
    was read of earlier weeks today, if anything."""
    zone = hotline.centre.zone
    since, until = midnight(now, zone), midnight_of(now.astimezone(zone).date() + timedelta(days=1), zone)
    limits = {queue.name: queue.service_level_s for queue in hotline.queues}
    by_queue, everything = today.today_by_queue(connection, since, until, zone, limits)
    return Figures(
        by_queue=by_queue,
        all=everything,
        owed=today.owed(connection),
        callbacks=today.callbacks_missed(connection, since, until),
        refusals=carrier.refusals(connection, hotline.trunks[0].name),
        alarms=alarms.since(connection, now - ALARMS_FOR),
        connection_rate_24h=curves.connection_rate(connection, now - timedelta(hours=24), zone),
        curve=curves.today(connection, now, zone, usual or curves.usual_day(connection, now, zone)),
    )


class CurrentFigures:
    """`get` reads them again when they have changed and are old enough. `monotonic` is a clock in seconds."""

    def __init__(
        self,
        hotline: Hotline,
        database: Database,
        changes: WallChanges,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hotline = hotline
        self._database = database
        self._changes = changes
        self._monotonic = monotonic
        self._figures: Figures | None = None
        self._usual: UsualDay | None = None
        self._read_at = 0.0

    async def get(self, now: datetime) -> Figures:
        if self._figures is None or self._is_due():
            self._changes.figures = False
            if self._usual is None or not self._usual.holds(now):
                self._usual = await self._database.search(curves.usual_day, now, self._hotline.centre.zone)
            before = self._figures
            self._figures = await self._database.search(read_figures, self._hotline, now, self._usual)
            self._read_at = self._monotonic()
            if before != self._figures:
                self._changes.note()
        elif self._changes.figures:
            self._changes.note()  # publish again as soon as the figures may be read
        return self._figures

    def _is_due(self) -> bool:
        age_s = self._monotonic() - self._read_at
        return age_s >= AT_LEAST_EVERY_S or (self._changes.figures and age_s >= EVERY_S)
