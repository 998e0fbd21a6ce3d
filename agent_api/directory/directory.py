"""The directory: hotlines that a call can be sent to with one key. Supervisors edit it, and who did is recorded."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator
from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.expected import expected
from agent_api.protocol.fields import Answer, Body, Json, Line, ListQuery, Matching, NotBlank, Query
from agent_api.protocol.moments import shown
from agent_api.protocol.problem import Problem, not_found
from hotline.commands.dialling import dialled_number, refuse_extension
from hotline.domain.transfers.directory import is_open
from hotline.settings.directory import DirectoryEntry
from hotline.settings.hotline import Hotline
from hotline.settings.values import parse_hours
from hotline.store.transfers import directory


def _hours(value: str) -> str:
    parse_hours(value)
    return value


EntryName = Annotated[Line, NotBlank, StringConstraints(max_length=64)]
Digits = Annotated[str, Matching("[0-9]{2,20}", "2 to 20 digits")]
Numbers = Annotated[list[Digits], Field(min_length=1, max_length=6)]
RingTime = Annotated[float, Field(ge=5, le=120)]
EntryHours = Annotated[list[Annotated[str, AfterValidator(_hours)]], Field(max_length=6)]
Code = Annotated[str, Matching("[0-9]{1,4}", "1 to 4 digits")]


class NewEntry(Body):
    """`numbers` are dialled as written, in this order. `hours` [] is always. Without a `code` one is given."""

    key: Annotated[str, Matching("[A-Za-z][A-Za-z0-9_-]{0,30}", "1 to 31 letters, digits, - and _, a letter first")]
    name: EntryName
    numbers: Numbers
    ring_s: RingTime = 30
    emergency: bool = False
    hours: EntryHours = Field(default=[])
    note_required: bool = False
    code: Code | None = None


class EntryPatch(Body):
    """What is not named stays. `code` null has one given."""

    name: EntryName | None = None
    numbers: Numbers | None = None
    ring_s: RingTime | None = None
    emergency: bool | None = None
    hours: EntryHours | None = None
    note_required: bool | None = None
    code: Code | None = None

    @model_validator(mode="after")
    def _null_is_for_the_code_alone(self) -> Self:
        nulls = {field for field in self.model_fields_set - {"code"} if getattr(self, field) is None}
        if nulls:
            raise ValueError(f"a value, not null, in {', '.join(sorted(nulls))}")
        return self


class EntryView(Answer):
    """`numbers` are tried in this order, each for `ring_s`. `open`: whether a call may be sent there now. `code` is
    keyed on the telephone after *1, *2 or *3."""

    key: str
    name: str
    numbers: list[str]
    ring_s: float
    emergency: bool
    hours: list[str]
    note_required: bool
    code: str
    open: bool


class DirectoryPage(Answer):
    items: list[EntryView]
    next: str | None


class EditView(Answer):
    """`what` is added, changed or removed; `entry` as it was left, a removed one as it was before."""

    id: int
    at: datetime
    username: str
    what: str
    key: str
    entry: Json


class EditPage(Answer):
    items: list[EditView]
    next: str | None


async def list_directory(ask: Ask[Query, None]) -> DirectoryPage:
    entries = await ask.services.database.read(directory.entries)
    return DirectoryPage(items=[_view(entry, ask.services.zone, ask.now) for entry in entries], next=None)


async def add_entry(ask: Ask[Query, NewEntry]) -> EntryView:
    entry = _entry(ask.body.model_dump(), ask.services.settings.hotline)
    return await _write(ask, lambda connection: _add(connection, entry, ask.who.username, ask.now))


async def change_entry(ask: Ask[Query, EntryPatch]) -> EntryView:
    key, hotline, values = ask.path("key"), ask.services.settings.hotline, ask.body.model_dump(exclude_unset=True)
    return await _write(ask, lambda connection: _change(connection, key, values, hotline, ask.who.username, ask.now))


async def remove_entry(ask: Ask[Query, None]) -> None:
    """It stays away though hotline.toml names it."""
    await ask.services.database.write(_remove, ask.path("key"), ask.who.username, ask.now)
    await ask.services.live.notify("agents")


async def list_edits(ask: Ask[ListQuery, None]) -> EditPage:
    after = decode(ask.query.cursor, (int,))
    found = await ask.services.database.read(directory.edits, after=after, limit=ask.query.limit)
    return EditPage(
        items=[EditView(**shown(row, EditView, ask.services.zone)) for row in found.rows], next=encode(found.next)
    )


async def _write(ask: Ask[Any, Any], edit: Callable[[Connection], DirectoryEntry]) -> EntryView:
    """The bell tells cti, which tells Asterisk."""
    entry = await ask.services.database.write(edit)
    await ask.services.live.notify("agents")
    return _view(entry, ask.services.zone, ask.now)


def _add(connection: Connection, entry: DirectoryEntry, username: str, now: datetime) -> DirectoryEntry:
    if directory.get(connection, entry.key) is not None:
        raise Problem(409, f"There is an entry {entry.key} already.")
    _refuse_what_is_taken(connection, entry)
    return directory.put(connection, entry, "added", username, now)


def _change(
    connection: Connection, key: str, values: dict[str, Any], hotline: Hotline, username: str, now: datetime
) -> DirectoryEntry:
    before = _existing(connection, key)
    entry = _entry({**before.model_dump(), "hours": [str(part) for part in before.hours], **values}, hotline)
    _refuse_what_is_taken(connection, entry)
    return directory.put(connection, entry, "changed", username, now)


def _remove(connection: Connection, key: str, username: str, now: datetime) -> None:
    directory.remove(connection, _existing(connection, key), username, now)


def _existing(connection: Connection, key: str) -> DirectoryEntry:
    entry = directory.get(connection, key)
    if entry is None:
        raise not_found("entry")
    return entry


def _refuse_what_is_taken(connection: Connection, entry: DirectoryEntry) -> None:
    for number in entry.numbers:
        refuse_extension(connection, number)
    for other in directory.entries(connection):
        if entry.code == other.code and entry.key != other.key:
            raise Problem(409, f"The code {entry.code} belongs to {other.name}.")


def _entry(values: dict[str, Any], hotline: Hotline) -> DirectoryEntry:
    """An entry whose numbers agents may dial."""
    for number in values["numbers"]:
        dialled_number(number, hotline)
    try:
        return DirectoryEntry.model_validate(values)
    except ValidationError as error:  # what the body's own checks let through
        first = expected(error.errors()[0])
        raise Problem(422, f"body: {first['field']}: expected {first['expected']}", errors=[first]) from None


def _view(entry: DirectoryEntry, zone: ZoneInfo, now: datetime) -> EntryView:
    fields = {**entry.model_dump(), "hours": [str(part) for part in entry.hours], "code": entry.code or ""}
    return EntryView(**fields, open=is_open(entry, zone, now))
