"""Looks in SQL: who saw which citizen's data, when and why. Rows are never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from hotline.store.pages import Key, Page, page
from hotline.store.rows import reader
from hotline.store.tables import looks


@dataclass(frozen=True, kw_only=True)
class Look:
    """`what` is the kind of record (calls, ticket, …), `subject` identifies it without a number in clear;
    `full_number`: a number was shown in full.

    `number_hash` is that of a number that was searched for (hotline.number_hash), `counted`: it was unrelated to the
    user's work. `hits` is how many rows were found.
    """

    at: datetime
    username: str
    what: str
    subject: str
    reason: str
    full_number: bool
    number_hash: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    hits: int | None = None
    counted: bool = False


@dataclass(frozen=True, kw_only=True)
class LookRow(Look):
    """A row of `looks`."""

    id: int


def record(connection: Connection, seen: Sequence[Look]) -> None:
    connection.execute(insert(looks), [asdict(look) for look in seen])


def asked_by(connection: Connection, username: str, since: datetime) -> dict[str, datetime]:
    """The different counted numbers that a user has searched for since then, as hashes, and when they last did."""
    counted = (looks.c.username == username, looks.c.at >= since, looks.c.counted, looks.c.number_hash != "")
    query = select(looks.c.number_hash, func.max(looks.c.at)).where(*counted).group_by(looks.c.number_hash)
    return {row[0]: row[1] for row in connection.execute(query)}


def page_of(
    connection: Connection, *, username: str | None, number_hash: str | None, after: Key | None, limit: int
) -> Page[LookRow]:
    """Looks, newest first: of one user or all, for one number or any."""
    query = select(looks)
    if username is not None:
        query = query.where(looks.c.username == username)
    if number_hash is not None:
        query = query.where(looks.c.number_hash == number_hash)
    return page(connection, reader(LookRow), query, [looks.c.id], after=after, limit=limit)
