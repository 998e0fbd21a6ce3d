"""Alarms as supervisors read them, newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from hotline.store.pages import Key, Page, page
from hotline.store.rows import reader, row
from hotline.store.tables import alarms


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRow:
    """A row of `alarms`. `ended_at` None: it is still on; for something that happens, it may happen again."""

    id: int
    kind: str
    subject: str
    first_at: datetime
    last_at: datetime
    count: int
    ended_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str


@dataclass(frozen=True, kw_only=True)
class AlarmFilter:
    """None means no condition. `since` and `until` are about the last time that it was seen."""

    since: datetime | None = None
    until: datetime | None = None
    kind: str | None = None
    is_open: bool | None = None
    acknowledged: bool | None = None


def get(connection: Connection, alarm_id: int) -> AlarmRow | None:
    return row(connection, AlarmRow, select(alarms).where(alarms.c.id == alarm_id))


def page_of(connection: Connection, wanted: AlarmFilter, *, after: Key | None, limit: int) -> Page[AlarmRow]:
    query = select(alarms).where(*_conditions(wanted))
    return page(connection, reader(AlarmRow), query, [alarms.c.last_at, alarms.c.id], after=after, limit=limit)


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(alarms)).scalar_one()


def _conditions(wanted: AlarmFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(alarms.c.kind == wanted.kind)
    if wanted.since is not None:
        conditions.append(alarms.c.last_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(alarms.c.last_at < wanted.until)
    for column, missing in ((alarms.c.ended_at, wanted.is_open), (alarms.c.acknowledged_at, _not(wanted.acknowledged))):
        if missing is not None:
            conditions.append(column.is_(None) if missing else column.is_not(None))
    return conditions


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value
