"""Alarms as supervisors read them, newest first."""

from sqlalchemy import Connection, func, select

from hotline.store.pages import Key, Page, page
from hotline.store.tables import alarms


def page_of(connection: Connection, *, after: Key | None, limit: int) -> Page:
    return page(connection, select(alarms), [alarms.c.last_at, alarms.c.id], after=after, limit=limit)


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(alarms)).scalar_one()
