"""Present and former owners of extensions, in SQL; written in the transaction that changes the agent."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from hotline.domain.calls.owners import Owners, Ownership
from hotline.store.tables import extension_owners as table

_ALL = select(table.c.extension, table.c.username, table.c.since)
_OF = _ALL.where(table.c.extension.in_(bindparam("extensions", expanding=True)))


def of(connection: Connection, extensions: Collection[str]) -> Owners:
    """All owners of these extensions."""
    return _owners(connection, _OF, extensions=list(extensions)) if extensions else Owners()


def of_everybody(connection: Connection) -> Owners:
    return _owners(connection, _ALL)


def give(connection: Connection, extension: str, username: str, now: datetime) -> None:
    connection.execute(insert(table).values(extension=extension, username=username, since=now))


def end(connection: Connection, username: str, now: datetime) -> None:
    """This user no longer has a telephone."""
    theirs = update(table).where(table.c.username == username, table.c.until.is_(None))
    connection.execute(theirs.values(until=now))


def _owners(connection: Connection, query: Select[tuple[str, str, datetime]], **values: object) -> Owners:
    rows = connection.execute(query, values)
    return Owners(Ownership(extension=row.extension, username=row.username, since=row.since) for row in rows)
