"""The directory in SQL: initially the entries of hotline.toml, then the supervisors'.

Unedited entries follow hotline.toml at each start; entries that were changed, added or removed stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from hotline.domain.transfers.directory import with_codes
from hotline.settings.directory import DirectoryEntry
from hotline.store.pages import Key, Page, page
from hotline.store.rows import reader, row, rows
from hotline.store.tables import directory, directory_edits
from hotline.store.upsert import upsert

_ENTRY = [column for column in directory.c if column.name not in ("edited", "removed")]
# statements are made once: making one costs more than running it
_STANDING = select(*_ENTRY).where(directory.c.removed.is_(False)).order_by(directory.c.code, directory.c.key)
_BY_KEY = _STANDING.where(directory.c.key == bindparam("of"))


@dataclass(frozen=True, kw_only=True, slots=True)
class EditRow:
    """A row of `directory_edits`; `entry` are the columns of the entry."""

    id: int
    at: datetime
    username: str
    what: str
    key: str
    entry: Mapping[str, Any]


def entries(connection: Connection) -> list[DirectoryEntry]:
    """All entries, in the order of their codes."""
    return rows(connection, _entry, _STANDING)


def get(connection: Connection, key: str) -> DirectoryEntry | None:
    return row(connection, _entry, _BY_KEY, {"of": key})


def with_number(connection: Connection, number: str) -> DirectoryEntry | None:
    """The entry of a number that was dialled without its key."""
    return next((entry for entry in entries(connection) if number in entry.numbers), None)


def take_up(connection: Connection, written: Sequence[DirectoryEntry]) -> None:
    """Take over hotline.toml's entries; several roles may do so at once.

    Entries keep their codes, unless hotline.toml gives them to others.
    """
    known = connection.execute(select(directory.c.key, directory.c.code, directory.c.edited)).all()
    edited = {one.key: one.code for one in known if one.edited}
    named = {entry.code for entry in written if entry.code} | set(edited.values())
    kept = {one.key: one.code for one in known if one.code not in named}
    theirs = [_with_kept_code(entry, kept, edited) for entry in written if entry.key not in edited]
    connection.execute(delete(directory).where(directory.c.edited.is_(False)))
    upsert(connection, directory, [_row(entry, edited=False) for entry in _coded(entries(connection), theirs)])


def _with_kept_code(
    entry: DirectoryEntry, kept: Mapping[str, str | None], edited: Mapping[str, str | None]
) -> DirectoryEntry:
    """Do not take a code that a supervisor has given to another entry."""
    if entry.code and entry.code not in edited.values():
        return entry
    return entry.model_copy(update={"code": kept.get(entry.key)})


def put(connection: Connection, entry: DirectoryEntry, what: str, username: str, now: datetime) -> DirectoryEntry:
    """Add or change an entry; returns it with its code. Raises IntegrityError if the code is taken."""
    others = [other for other in entries(connection) if other.key != entry.key]
    (entry,) = _coded(others, [entry])
    upsert(connection, directory, [_row(entry, edited=True)])
    _note(connection, entry, what, username, now)
    return entry


def remove(connection: Connection, entry: DirectoryEntry, username: str, now: datetime) -> None:
    """The row stays, so that hotline.toml does not bring the entry back."""
    upsert(connection, directory, [{**_row(entry, edited=True), "code": None, "removed": True}])
    _note(connection, entry, "removed", username, now)


def edits(connection: Connection, *, after: Key | None, limit: int) -> Page[EditRow]:
    """Who edited what, the latest first."""
    return page(connection, reader(EditRow), select(directory_edits), [directory_edits.c.id], after=after, limit=limit)


def _coded(standing: Sequence[DirectoryEntry], new: Sequence[DirectoryEntry]) -> list[DirectoryEntry]:
    """The new entries with codes that no existing one has."""
    return with_codes([*standing, *new])[len(standing) :]


def _note(connection: Connection, entry: DirectoryEntry, what: str, username: str, now: datetime) -> None:
    edit = {"at": now, "username": username, "what": what, "key": entry.key, "entry": _columns(entry)}
    connection.execute(insert(directory_edits).values(**edit))


def _row(entry: DirectoryEntry, *, edited: bool) -> dict[str, Any]:
    return {**_columns(entry), "edited": edited, "removed": False}


def _columns(entry: DirectoryEntry) -> dict[str, Any]:
    return {**entry.model_dump(), "hours": [str(part) for part in entry.hours]}


def _entry(**columns: Any) -> DirectoryEntry:
    return DirectoryEntry.model_validate(columns)
