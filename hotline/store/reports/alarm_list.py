"""Alarms as supervisors read them, newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from hotline.store.pages import Key, Page, page
from hotline.store.rows import reader
from hotline.store.tables import alarms


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRow:
    """A row of `alarms`."""

    id: int
    kind: str
    subject: str
    first_at: datetime
    last_at: datetime
    count: int


def page_of(connection: Connection, *, after: Key | None, limit: int) -> Page[AlarmRow]:
    return page(connection, reader(AlarmRow), select(alarms), [alarms.c.last_at, alarms.c.id], after=after, limit=limit)


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(alarms)).scalar_one()
