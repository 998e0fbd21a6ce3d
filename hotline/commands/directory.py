"""Supervisors edit the directory, and who did is recorded. Every number is one that agents may dial."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from hotline.commands.dialling import dialled_number, refuse_extensions
from hotline.commands.errors import InvalidError, NotFoundError, RefusedError
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent
from hotline.names.work import Work
from hotline.settings.directory import DirectoryEntry, written_entry
from hotline.settings.error import SettingsError
from hotline.settings.hotline import Hotline
from hotline.store.transfers import directory


@dataclass(frozen=True, kw_only=True)
class EntryChange:
    """None stays, except `code` when `changes_code` is set: then None has one given. `hours` are "HH:MM-HH:MM"; [] is
    always."""

    name: str | None = None
    numbers: Sequence[str] | None = None
    ring_s: float | None = None
    emergency: bool | None = None
    hours: Sequence[str] | None = None
    note_required: bool | None = None
    changes_code: bool = False
    code: str | None = None


async def add_entry(at: Resources, who: Agent, key: str, wanted: EntryChange, now: datetime) -> DirectoryEntry:
    """The entry with its code; raises CommandError, as all of these."""
    entry = _entry({"key": key} | _columns(wanted), at.settings.hotline)
    added = await at.database.write(_add, entry, who.username, now)
    await _tell(at)
    return added


async def change_entry(at: Resources, who: Agent, key: str, change: EntryChange, now: datetime) -> DirectoryEntry:
    entry = await at.database.write(_change, key, change, at.settings.hotline, who.username, now)
    await _tell(at)
    return entry


async def remove_entry(at: Resources, who: Agent, key: str, now: datetime) -> None:
    """It stays away though hotline.toml names it."""
    await at.database.write(_remove, key, who.username, now)
    await _tell(at)


async def _tell(at: Resources) -> None:
    """cti tells Asterisk of the directory together with the agents."""
    await at.live.notify(Work.AGENTS)


def _add(connection: Connection, entry: DirectoryEntry, username: str, now: datetime) -> DirectoryEntry:
    if directory.get(connection, entry.key) is not None:
        raise RefusedError(f"There is an entry {entry.key} already.")
    _refuse_what_is_taken(connection, entry)
    return directory.put(connection, entry, "added", username, now)


def _change(
    connection: Connection, key: str, change: EntryChange, hotline: Hotline, username: str, now: datetime
) -> DirectoryEntry:
    before = _existing(connection, key)
    columns = {**before.model_dump(), "hours": [str(part) for part in before.hours]}
    entry = _entry(columns | _columns(change), hotline)
    _refuse_what_is_taken(connection, entry)
    return directory.put(connection, entry, "changed", username, now)


def _remove(connection: Connection, key: str, username: str, now: datetime) -> None:
    directory.remove(connection, _existing(connection, key), username, now)


def _existing(connection: Connection, key: str) -> DirectoryEntry:
    entry = directory.get(connection, key)
    if entry is None:
        raise NotFoundError("entry")
    return entry


def _refuse_what_is_taken(connection: Connection, entry: DirectoryEntry) -> None:
    refuse_extensions(connection, *entry.numbers)
    for other in directory.entries(connection):
        if entry.code == other.code and entry.key != other.key:
            raise RefusedError(f"The code {entry.code} belongs to {other.name}.")


def _columns(change: EntryChange) -> dict[str, Any]:
    """What a change names."""
    named = {name: value for name, value in vars(change).items() if value is not None}
    del named["changes_code"]
    return named | ({"code": change.code} if change.changes_code else {})


def _entry(columns: Mapping[str, Any], hotline: Hotline) -> DirectoryEntry:
    for number in columns["numbers"]:
        dialled_number(number, hotline)
    try:
        return written_entry(columns)
    except SettingsError as error:
        raise InvalidError(str(error)) from None
