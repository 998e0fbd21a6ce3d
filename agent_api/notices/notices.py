"""Notices: what callers hear before the greeting, and how many ring because of it."""

import asyncio
from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, StringConstraints
from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import (
    INTEGER_LIMIT,
    Answer,
    Body,
    Line,
    Lines,
    ListQuery,
    Moment,
    NotBlank,
    Patch,
    Query,
)
from agent_api.protocol.moments import local
from agent_api.protocol.problem import Problem
from hotline.commands import notices as commands
from hotline.commands.errors import NotFoundError
from hotline.store.calls import notices
from hotline.store.calls.notices import NoticeRow
from hotline.store.pages import Key, Page

SOUND_LIMIT = 40 * 1024 * 1024  # three minutes at 48 kHz in stereo
SOUND_S = 120.0
_CLOSE = {"Connection": "close"}

Title = Annotated[Line, NotBlank, StringConstraints(max_length=64)]
Text = Annotated[Lines, StringConstraints(max_length=1000)]
Queues = Annotated[list[Annotated[Line, StringConstraints(max_length=32)]], Field(max_length=100)]


class NewNotice(Body):
    """`queues` [] is all. `text` is spoken until a sound is uploaded. `counts`: callers may press 1 to say that this is
    why they ring."""

    title: Title
    text: Annotated[Text, NotBlank]
    queues: Queues = Field(default=[])
    since: Moment = Field(alias="from")
    until: Moment
    counts: bool = True


class NoticePatch(Patch):
    """Fields that are left out stay as they are."""

    title: Title | None = None
    text: Annotated[Text, NotBlank] | None = None
    queues: Queues | None = None
    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = None
    counts: bool | None = None


class NoticeView(Answer):
    """`holds`: callers hear it now, if it is `audible`: its sound has been made. `recorded`: a recording was uploaded.
    `count`: callers who pressed 1."""

    id: int
    title: str
    text: str
    queues: list[str]
    since: datetime = Field(serialization_alias="from")
    until: datetime
    counts: bool
    count: int
    holds: bool
    audible: bool
    recorded: bool
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str


class NoticePage(Answer):
    items: list[NoticeView]
    next: str | None


async def list_notices(ask: Ask[ListQuery, None]) -> NoticePage:
    found, counts = await ask.services.database.read(_page, decode(ask.query.cursor, (datetime, int)), ask.query.limit)
    return NoticePage(items=[_view(ask, row, counts.get(row.id, 0)) for row in found.rows], next=encode(found.next))


async def read_notice(ask: Ask[Query, None]) -> NoticeView:
    return await _shown(ask, await ask.services.database.read(commands.existing, notice_id(ask)))


async def add_notice(ask: Ask[Query, NewNotice]) -> NoticeView:
    return await _shown(ask, await commands.add_notice(ask.services, ask.who, _columns(ask.body), ask.now))


async def change_notice(ask: Ask[Query, NoticePatch]) -> NoticeView:
    row = await commands.change_notice(ask.services, ask.who, notice_id(ask), _columns(ask.body), ask.now)
    return await _shown(ask, row)


async def remove_notice(ask: Ask[Query, None]) -> None:
    await commands.remove_notice(ask.services, ask.who, notice_id(ask), ask.now)


async def put_sound(ask: Ask[Query, None]) -> NoticeView:
    """The body is the WAV file itself."""
    row = await commands.record_notice(ask.services, ask.who, notice_id(ask), await _sound(ask.request), ask.now)
    return await _shown(ask, row)


async def read_sound(ask: Ask[Query, None]) -> web.StreamResponse:
    """What callers hear."""
    row = await ask.services.database.read(commands.existing, notice_id(ask))
    path = ask.services.settings.paths.notices / f"{row.made}.wav"
    if not row.made or not await asyncio.to_thread(path.is_file):
        raise NotFoundError("sound yet: it is made within seconds. Try again")
    return web.FileResponse(path, headers={"Cache-Control": "no-store", "Content-Type": "audio/x-wav"})


def notice_id(ask: Ask[Any, Any]) -> int:
    """The id in the path; anything that is not an id is 404."""
    text = ask.path("id")
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > INTEGER_LIMIT:
        raise NotFoundError("notice")
    return int(text)


async def _sound(request: web.Request) -> bytes:
    """A body may be larger here than elsewhere."""
    sound = bytearray()
    try:
        async with asyncio.timeout(SOUND_S):
            async for chunk in request.content.iter_chunked(65536):
                sound += chunk
                if len(sound) > SOUND_LIMIT:
                    raise Problem(413, f"The sound is larger than {SOUND_LIMIT} bytes.", headers=_CLOSE)
    except (TimeoutError, web.RequestPayloadError, ConnectionError):
        raise Problem(408, "The sound did not arrive whole.", headers=_CLOSE) from None
    return bytes(sound)


def _columns(body: NewNotice | NoticePatch) -> dict[str, Any]:
    """The columns that the body names."""
    names = {"since": "from_at", "until": "until_at"}
    return {names.get(name, name): value for name, value in body.model_dump(exclude_unset=True).items()} | (
        {"queues": body.queues, "counts": body.counts} if isinstance(body, NewNotice) else {}
    )


def _page(connection: Connection, after: Key | None, limit: int) -> tuple[Page[NoticeRow], dict[int, int]]:
    found = notices.page_of(connection, after=after, limit=limit)
    return found, notices.counted(connection, [row.id for row in found.rows])


async def _shown(ask: Ask[Any, Any], row: NoticeRow) -> NoticeView:
    counts = await ask.services.database.read(notices.counted, [row.id])
    return _view(ask, row, counts.get(row.id, 0))


def _view(ask: Ask[Any, Any], row: NoticeRow, count: int) -> NoticeView:
    zone = ask.services.zone
    return NoticeView(
        id=row.id,
        title=row.title,
        text=row.text,
        queues=list(row.queues),
        since=local(row.from_at, zone),
        until=local(row.until_at, zone),
        counts=row.counts,
        count=count,
        holds=row.holds(ask.now),
        audible=bool(row.made),
        recorded=bool(row.recorded),
        created_at=local(row.created_at, zone),
        created_by=row.created_by,
        changed_at=local(row.changed_at, zone),
        changed_by=row.changed_by,
    )
