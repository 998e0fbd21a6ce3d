"""The directory: hotlines that a call can be sent to with one key. Supervisors edit it, and who did so is recorded."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, Body, Json, Line, ListQuery, Matching, NotBlank, Patch, Query
from agent_api.protocol.moments import shown
from hotline.commands import directory as commands
from hotline.commands.directory import EntryChange
from hotline.domain.transfers.directory import is_open
from hotline.settings.directory import DirectoryEntry
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
    """`numbers` are dialled as written, in this order. `hours` [] means always open. Without a `code` one is
    assigned."""

    key: Annotated[
        str, Matching("[A-Za-z][A-Za-z0-9_-]{0,30}", "1 to 31 letters, digits, - and _, beginning with a letter")
    ]
    name: EntryName
    numbers: Numbers
    ring_s: RingTime = 30
    emergency: bool = False
    hours: EntryHours = Field(default=[])
    note_required: bool = False
    code: Code | None = None


class EntryPatch(Patch):
    """Fields that are left out stay as they are. With `code` null a new one is assigned."""

    MAY_BE_NULL: ClassVar[frozenset[str]] = frozenset({"code"})

    name: EntryName | None = None
    numbers: Numbers | None = None
    ring_s: RingTime | None = None
    emergency: bool | None = None
    hours: EntryHours | None = None
    note_required: bool | None = None
    code: Code | None = None


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
    sent = ask.body
    wanted = EntryChange(**sent.model_dump(exclude={"key"}))
    return _shown(ask, await commands.add_entry(ask.services, ask.who, sent.key, wanted, ask.now))


async def change_entry(ask: Ask[Query, EntryPatch]) -> EntryView:
    change = EntryChange(**ask.body.model_dump(), changes_code="code" in ask.body.model_fields_set)
    return _shown(ask, await commands.change_entry(ask.services, ask.who, ask.path("key"), change, ask.now))


async def remove_entry(ask: Ask[Query, None]) -> None:
    await commands.remove_entry(ask.services, ask.who, ask.path("key"), ask.now)


async def list_edits(ask: Ask[ListQuery, None]) -> EditPage:
    after = decode(ask.query.cursor, (int,))
    found = await ask.services.database.read(directory.edits, after=after, limit=ask.query.limit)
    return EditPage(
        items=[EditView(**shown(row, EditView, ask.services.zone)) for row in found.rows], next=encode(found.next)
    )


def _shown(ask: Ask[Any, Any], entry: DirectoryEntry) -> EntryView:
    return _view(entry, ask.services.zone, ask.now)


def _view(entry: DirectoryEntry, zone: ZoneInfo, now: datetime) -> EntryView:
    fields = {**entry.model_dump(), "hours": [str(part) for part in entry.hours], "code": entry.code or ""}
    return EntryView(**fields, open=is_open(entry, zone, now))
