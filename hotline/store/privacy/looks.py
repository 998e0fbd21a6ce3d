"""Looks in SQL: who saw which citizen's data, when and why. Rows are never changed, but for
the end of an export."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

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


@dataclass(frozen=True, kw_only=True)
class LookFilter:
    """None means no condition. `since` is inclusive, `until` exclusive; `said` is looked for in the reasons."""

    since: datetime | None = None
    until: datetime | None = None
    username: str | None = None
    what: str | None = None
    subject: str | None = None
    said: str | None = None
    full_number: bool | None = None
    number_hash: str | None = None


def record(connection: Connection, seen: Sequence[Look]) -> None:
    connection.execute(insert(looks), [asdict(look) for look in seen])


def begin_export(connection: Connection, seen: Look) -> int:
    """Write the look of an export before it begins; returns its id."""
    query = insert(looks).values(**asdict(seen)).returning(looks.c.id)
    return int(connection.execute(query).scalar_one())


def end_export(connection: Connection, look_id: int, hits: int, *, full_number: bool) -> None:
    """How many rows have left, and whether a number among them was shown in full; once."""
    mine = (looks.c.id == look_id) & looks.c.hits.is_(None)
    connection.execute(update(looks).where(mine).values(hits=hits, full_number=full_number))


def asked_by(connection: Connection, username: str, since: datetime) -> dict[str, datetime]:
    """The different counted numbers that a user has searched for since then, as hashes, and when they last did."""
    counted = (looks.c.username == username, looks.c.at >= since, looks.c.counted, looks.c.number_hash != "")
    query = select(looks.c.number_hash, func.max(looks.c.at)).where(*counted).group_by(looks.c.number_hash)
    return {row[0]: row[1] for row in connection.execute(query)}


def page_of(connection: Connection, wanted: LookFilter, *, after: Key | None, limit: int) -> Page[LookRow]:
    """Looks, newest first."""
    query = select(looks).where(*_conditions(wanted))
    return page(connection, reader(LookRow), query, [looks.c.id], after=after, limit=limit)


def _conditions(wanted: LookFilter) -> list[ColumnElement[bool]]:
    conditions = [
        column == value
        for column, value in (
            (looks.c.username, wanted.username),
            (looks.c.what, wanted.what),
            (looks.c.subject, wanted.subject),
            (looks.c.full_number, wanted.full_number),
            (looks.c.number_hash, wanted.number_hash),
        )
        if value is not None
    ]
    if wanted.since is not None:
        conditions.append(looks.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(looks.c.at < wanted.until)
    if wanted.said is not None:
        conditions.append(looks.c.reason.icontains(wanted.said, autoescape=True))
    return conditions
