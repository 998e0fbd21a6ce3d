"""The wall's figures for today: inbound calls that began since midnight and are over, by queue; and open callbacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select, true

from hotline.domain.callbacks.callback import OPEN, CallbackStatus
from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.reports.figures import DutyCounts
from hotline.domain.reports.wall import Today
from hotline.store.callbacks.floods import count_slowed
from hotline.store.tables import callbacks, calls

_RECOVERED = [CallbackStatus.REACHED.value, CallbackStatus.SELF_RESOLVED.value]


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
    connection: Connection, since: datetime, service_level_s: Mapping[str, float], until: datetime | None = None
) -> tuple[dict[str, Today], Today]:
    """Figures by queue, and of all queues, of calls that began from `since` to before `until`. `service_level_s` is
    each queue's threshold in seconds."""
    answered = calls.c.outcome == Outcome.ANSWERED.value
    missed = calls.c.outcome == Outcome.MISSED.value
    quick = or_(*(and_(calls.c.queue == name, calls.c.wait_s <= limit) for name, limit in service_level_s.items()))
    before = calls.c.started_at < until if until is not None else true()
    query = (
        select(
            calls.c.queue,
            func.count().label("offered"),
            _count(answered).label("answered"),
            _count(missed).label("missed"),
            _count(and_(answered, quick)).label("in_time"),
            _count(calls.c.overflowed_to.is_not(None)).label("overflowed"),
            func.coalesce(func.sum(calls.c.to_person_s), 0.0).label("to_person_s"),
            _count(and_(missed, callbacks.c.status.in_(_RECOVERED))).label("recovered"),
        )
        .outerjoin(callbacks, callbacks.c.id == calls.c.callback)
        .where(calls.c.direction == Direction.INBOUND.value, calls.c.started_at >= since, calls.c.outcome.is_not(None))
        .where(before)
        .group_by(calls.c.queue)
    )
    rows = connection.execute(query).all()
    return {row.queue: _today([row]) for row in rows}, _today(rows)


def owed(connection: Connection) -> Owed:
    """The open callbacks now."""
    is_open = callbacks.c.status.in_([status.value for status in OPEN])
    count, oldest = connection.execute(select(func.count(), func.min(callbacks.c.missed_at)).where(is_open)).one()
    return Owed(count=count, oldest=oldest, slowed=count_slowed(connection))


def callbacks_today(connection: Connection, since: datetime) -> DutyCounts:
    """Counts of callbacks first missed since then. The query names all statuses because the index begins with the
    status.
    """
    tried = _count(callbacks.c.first_tried_at.is_not(None))
    query = (
        select(callbacks.c.status, func.count().label("duties"), tried.label("tried"))
        .where(callbacks.c.status.in_([status.value for status in CallbackStatus]), callbacks.c.missed_at >= since)
        .group_by(callbacks.c.status)
    )
    counts = DutyCounts()
    for row in connection.execute(query):
        counts += DutyCounts.of(CallbackStatus(row.status), count=row.duties, tried=row.tried)
    return counts


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _today(rows: Sequence[Row[Any]]) -> Today:
    return Today(
        offered=sum(row.offered for row in rows),
        answered=sum(row.answered for row in rows),
        missed=sum(row.missed for row in rows),
        in_time=sum(row.in_time for row in rows),
        recovered=sum(row.recovered for row in rows),
        overflowed=sum(row.overflowed for row in rows),
        to_person_s=sum(row.to_person_s for row in rows),
    )
