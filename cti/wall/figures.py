"""The figures on the wall: computed by SQL, at most once a second, in a thread that nothing else waits for."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from cti.wall.changes import WallChanges
from hotline.domain.callbacks.carrier import Refusals
from hotline.domain.midnight import midnight
from hotline.domain.reports.figures import DutyCounts
from hotline.domain.reports.wall import Today
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store.callbacks import carrier
from hotline.store.reports import alarms, today

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
    alarms: list[dict[str, object]]


def read_figures(connection: Connection, hotline: Hotline, now: datetime) -> Figures:
    since = midnight(now, hotline.centre.zone)
    limits = {queue.name: queue.service_level_s for queue in hotline.queues}
    by_queue, everything = today.today_by_queue(connection, since, limits)
    return Figures(
        by_queue=by_queue,
        all=everything,
        owed=today.owed(connection),
        callbacks=today.callbacks_today(connection, since),
        refusals=carrier.refusals(connection, hotline.trunks[0].name),
        alarms=alarms.since(connection, now - ALARMS_FOR),
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
        self._read_at = 0.0

    async def get(self, now: datetime) -> Figures:
        if self._figures is None or self._is_due():
            self._changes.figures = False
            before, self._figures = self._figures, await self._database.search(read_figures, self._hotline, now)
            self._read_at = self._monotonic()
            if before != self._figures:
                self._changes.note()
        elif self._changes.figures:
            self._changes.note()  # publish again as soon as the figures may be read
        return self._figures

    def _is_due(self) -> bool:
        age_s = self._monotonic() - self._read_at
        return age_s >= AT_LEAST_EVERY_S or (self._changes.figures and age_s >= EVERY_S)
