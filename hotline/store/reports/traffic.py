"""Sums of inbound calls in a period, from the sums by half hours; both ends of it are counted from the calls."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select, true

from hotline.domain.reports.half_hours import HALF_HOUR, half_hour_of
from hotline.domain.reports.traffic import FIELDS, Traffic, total
from hotline.store.calls.half_hours import BY_AGENT, Limits, by_queue
from hotline.store.tables import agent_half_hours, half_hour_marks, half_hours

_SUMS = tuple((func.max if name == "longest_wait_ms" else func.sum)(half_hours.c[name]).label(name) for name in FIELDS)


def by_half_hour(
    connection: Connection,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    limits: Limits,
    queue: str | None = None,
) -> list[tuple[datetime, Traffic]]:
    """The sums of each half hour that has calls, in order, of one queue or all; incomplete ones begin at `since`."""
    first, last = _whole(since, until, zone)
    query = select(half_hours.c.start_at, *_SUMS).where(_between(first, last, queue)).group_by(half_hours.c.start_at)
    found = [(row.start_at, _traffic(row)) for row in connection.execute(query.order_by(half_hours.c.start_at))]
    for edge_since, edge_until in _edges(since, until, first, last):
        rows = _scanned(connection, edge_since, edge_until, limits, queue)
        if rows:
            found.append((edge_since, total(rows.values())))
    return sorted(found, key=lambda one: one[0])


def by_queues(
    connection: Connection, since: datetime, until: datetime, zone: ZoneInfo, limits: Limits
) -> dict[str, Traffic]:
    """The sums of each queue that has calls."""
    first, last = _whole(since, until, zone)
    query: Select[Any] = select(half_hours.c.queue, *_SUMS).where(_between(first, last, None))
    parts = [{row.queue: _traffic(row) for row in connection.execute(query.group_by(half_hours.c.queue))}]
    parts += [_scanned(connection, *edge, limits, None) for edge in _edges(since, until, first, last)]
    names = {name for part in parts for name in part}
    return {name: total(part[name] for part in parts if name in part) for name in sorted(names)}


def answered_by_agents(connection: Connection, since: datetime, until: datetime, zone: ZoneInfo) -> dict[str, int]:
    """How many calls each agent answered."""
    first, last = _whole(since, until, zone)
    sums = agent_half_hours.c
    whole = (
        select(sums.agent, func.sum(sums.answered).label("answered"))
        .where(sums.start_at >= first, sums.start_at < last)
        .group_by(sums.agent)
    )
    counts = {row.agent: int(row.answered) for row in connection.execute(whole)}
    for edge_since, edge_until in _edges(since, until, first, last):
        for row in connection.execute(BY_AGENT, {"since": edge_since, "until": edge_until}):
            counts[row.agent] = counts.get(row.agent, 0) + row.answered
    return counts


def is_complete(connection: Connection, since: datetime, until: datetime) -> bool:
    """Whether no half hour of this time is still to be counted."""
    marked = select(half_hour_marks.c.id).where(half_hour_marks.c.at >= since, half_hour_marks.c.at < until).limit(1)
    return connection.execute(marked).first() is None


def _whole(since: datetime, until: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first to after the last half hour that is wholly within."""
    first, last = half_hour_of(since, zone), half_hour_of(until, zone)
    return (first if first == since else first + HALF_HOUR), last


def _edges(since: datetime, until: datetime, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    if first > last:  # all of it in one half hour
        yield since, until
        return
    if since < first:
        yield since, first
    if last < until:
        yield last, until


def _between(first: datetime, last: datetime, queue: str | None) -> ColumnElement[bool]:
    theirs = half_hours.c.queue == queue if queue is not None else true()
    return and_(half_hours.c.start_at >= first, half_hours.c.start_at < last, theirs)


def _scanned(
    connection: Connection, since: datetime, until: datetime, limits: Limits, queue: str | None
) -> dict[str, Traffic]:
    rows = connection.execute(by_queue(tuple(limits.items())), {"since": since, "until": until})
    return {row.queue: _traffic(row) for row in rows if queue in (None, row.queue)}


def _traffic(row: Row[Any]) -> Traffic:
    """PostgreSQL's sums of large integers are decimals."""
    return Traffic(**dict(zip(FIELDS, map(int, row[-len(FIELDS) :]), strict=True)))
