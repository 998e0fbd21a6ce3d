"""The wall's figures for today: inbound calls that began since midnight and are over, by queue; and open callbacks."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, case, func, select

from hotline.domain.callbacks.callback import OPEN, CallbackKind, CallbackStatus
from hotline.domain.reports.figures import DutyCounts
from hotline.domain.reports.traffic import Traffic, total
from hotline.domain.reports.wall import Today
from hotline.store.callbacks.floods import count_slowed
from hotline.store.calls.half_hours import Limits
from hotline.store.reports import traffic
from hotline.store.tables import callbacks


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Open callbacks, and since when the oldest is open; `slowed` of them were slowed in a burst of calls."""

    count: int
    oldest: datetime | None
    slowed: int = 0

    def as_json(self, now: datetime) -> dict[str, object]:
        age_s = round((now - self.oldest).total_seconds()) if self.oldest else 0
        return {"owed": self.count, "oldest_s": max(0, age_s), "slowed": self.slowed}


def today_by_queue(
    connection: Connection, since: datetime, until: datetime, zone: ZoneInfo, limits: Limits
) -> tuple[dict[str, Today], Today]:
    """Figures by queue, and of all queues, of calls that began from `since` to before `until`."""
    queues = traffic.by_queues(connection, since, until, zone, limits)
    return {name: _today(one) for name, one in queues.items()}, _today(total(queues.values()))


def owed(connection: Connection) -> Owed:
    """The open callbacks now."""
    is_open = callbacks.c.status.in_([status.value for status in OPEN])
    count, oldest = connection.execute(select(func.count(), func.min(callbacks.c.missed_at)).where(is_open)).one()
    return Owed(count=count, oldest=oldest, slowed=count_slowed(connection))


def callbacks_missed(connection: Connection, since: datetime, until: datetime) -> DutyCounts:
    """Counts of callbacks first missed from `since` to before `until`, from the index by that time alone; SQLite would
    take the one by status to group the plain column."""
    status = callbacks.c.status + ""
    tried = _count(callbacks.c.first_tried_at.is_not(None))
    query = (
        select(status.label("status"), func.count().label("duties"), tried.label("tried"))
        .where(callbacks.c.missed_at >= since, callbacks.c.missed_at < until)
        .where(callbacks.c.kind == CallbackKind.MISSED.value)
        .group_by(status)
    )
    counts = DutyCounts()
    for row in connection.execute(query):
        counts += DutyCounts.of(CallbackStatus(row.status), count=row.duties, tried=row.tried)
    return counts


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _today(one: Traffic) -> Today:
    return Today(
        offered=one.offered,
        answered=one.answered,
        missed=one.missed,
        in_time=one.in_time,
        recovered=one.recovered,
        overflowed=one.overflowed,
        to_person_s=one.to_person_ms / 1000,
    )
