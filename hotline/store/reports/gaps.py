"""Gaps in SQL: times in which the journal could not be written, recorded so that the accounting can list them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, select

from hotline.domain.calls.call import Direction
from hotline.store.tables import calls, gaps, journal_calls

DISK_FULL = "disk_full"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """`calls` are the inbound calls that began in it and are missing in the journal: only AMI reported them."""

    node: str
    since: datetime
    until: datetime
    reason: str
    calls: int


def record(connection: Connection, node: str, since: datetime, until: datetime, reason: str) -> None:
    connection.execute(insert(gaps).values(node=node, since=since, until=until, reason=reason))


def within(connection: Connection, since: datetime, until: datetime) -> list[Gap]:
    """The gaps that overlap the period, the earliest first."""
    touching = select(gaps).where(gaps.c.since < until, gaps.c.until >= since).order_by(gaps.c.since)
    return [
        Gap(
            node=row.node,
            since=row.since,
            until=row.until,
            reason=row.reason,
            calls=_unwitnessed(connection, max(row.since, since), min(row.until, until)),
        )
        for row in connection.execute(touching).all()
    ]


def covers(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether a moment lies in any gap."""
    return exists(select(gaps.c.id).where(gaps.c.since <= moment, gaps.c.until >= moment))


def _unwitnessed(connection: Connection, since: datetime, until: datetime) -> int:
    began = and_(calls.c.started_at >= since, calls.c.started_at <= until)
    seen = exists(select(journal_calls.c.id).where(journal_calls.c.id == calls.c.id))
    inbound = calls.c.direction == Direction.INBOUND.value
    query = select(func.count()).select_from(calls).where(inbound, began, ~seen)
    return connection.execute(query).scalar_one()
