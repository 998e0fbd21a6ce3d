"""Looks in SQL: who saw which citizen's data, when and why. Written, read, never changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from cti.store.pages import Key, Page, page
from cti.store.tables import looks


@dataclass(frozen=True, kw_only=True)
class Look:
    """`what` is the kind of record (calls, ticket, …), `subject` names it, never by a number in clear; `full_number`
    says whether any number was shown in full.
    """

    at: datetime
    username: str
    what: str
    subject: str
    reason: str
    full_number: bool


def record(connection: Connection, seen: Sequence[Look]) -> None:
    connection.execute(insert(looks), [asdict(look) for look in seen])


def page_of(connection: Connection, *, username: str | None, after: Key | None, limit: int) -> Page:
    """Looks, newest first, of one user or of all."""
    query = select(looks)
    if username is not None:
        query = query.where(looks.c.username == username)
    return page(connection, query, [looks.c.id], after=after, limit=limit)
