"""Callbacks: agents see their own, supervisors and auditors all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import Field
from sqlalchemy import Connection

from agent_api.callbacks.callback_file import CALLBACK_SHEET
from agent_api.callbacks.waiting import moment_of, waits_view
from agent_api.http.by_number import by_number
from agent_api.http.export import export_list, wants_file
from agent_api.http.route import Ask
from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import (
    INTEGER_LIMIT,
    Answer,
    CitizenListQuery,
    CitizenQuery,
    FileQuery,
    Line,
    Moment,
    NumberText,
    Username,
)
from agent_api.views.callback import CallbackView, callback_view
from hotline.commands.callbacks import theirs_or_supervisors
from hotline.commands.errors import NotFoundError
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.callbacks.callback import CallbackKind
from hotline.domain.callbacks.waiting import Moment as AtMoment
from hotline.store.callbacks import callback_list
from hotline.store.callbacks.callback_list import CallbackFilter, CallbackRow, CallbackWithCalls
from hotline.store.pages import Key, Page

OPEN, OVER = "open", "over"
StatusName = Literal[
    "pending", "offered", "dialling", "reached", "self_resolved", "exhausted", "invalid", "cancelled", "open", "over"
]


class CallbackQuery(CitizenListQuery, FileQuery):
    """`from` and `to` are about the first missed call; `status` open is any that is still owed, over any other;
    `number` in any spelling."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    status: StatusName | None = None
    number: NumberText | None = None
    agent: Username | None = None
    queue: Line | None = None
    asked: bool | None = None
    urgent: bool | None = None
    slowed: bool = False
    kind: CallbackKind | None = None


class CallbackPage(Answer):
    items: list[CallbackView]
    next: str | None


async def list_callbacks(ask: Ask[CallbackQuery, None]) -> CallbackPage | web.StreamResponse:
    query, services = ask.query, ask.services
    number = ask.spelling(query.number)
    may = await by_number(ask, {"number": number})
    wanted = CallbackFilter(
        since=query.since,
        until=query.until,
        status=query.status if query.status not in (OPEN, OVER) else None,
        is_open=query.status == OPEN if query.status in (OPEN, OVER) else None,
        number=number,
        agent=query.agent,
        queue=query.queue,
        asked=query.asked,
        urgent=query.urgent,
        slowed=query.slowed,
        kind=query.kind.value if query.kind else None,
        only_of=ask.who.username if ask.who.role is Role.AGENT else None,
    )
    visibility = ask.visibility()

    async def read(after: Key | None, limit: int) -> Page[CallbackWithCalls]:
        return await services.database.search(callback_list.page_of, wanted, after=after, limit=limit)

    moment = moment_of(ask)

    def show(one: CallbackWithCalls) -> CallbackView:
        return _as_seen(one.row, one.calls, visibility, services.zone, moment)

    if wants_file(ask):
        return await export_list(ask, CALLBACK_SHEET, read, show, visibility, may.asked)
    found = await read(decode(query.cursor, (datetime, int)), query.limit)
    items = [show(one) for one in found.rows]
    await ask.record_list(visibility, "callbacks", may.asked, len(items))
    return CallbackPage(items=items, next=encode(found.next))


async def read_callback(ask: Ask[CitizenQuery, None]) -> CallbackView:
    row, calls = await ask.services.database.read(_get, callback_id(ask), ask.who)
    visibility = ask.visibility()
    view = _as_seen(row, calls, visibility, ask.services.zone, moment_of(ask))
    await ask.record_look(visibility, "callback", str(view.id))
    return view


def callback_id(ask: Ask[Any, Any]) -> int:
    """The id in the path; anything that is not an id is 404."""
    text = ask.path("id")
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > INTEGER_LIMIT:
        raise NotFoundError("callback")
    return int(text)


def _as_seen(
    row: CallbackRow, calls: Sequence[str], visibility: NumberVisibility, zone: ZoneInfo, at: AtMoment
) -> CallbackView:
    number = visibility.number(row.number, theirs=row.agent == visibility.who.username)
    return callback_view(row, calls, number, zone, waits_view(row, at, zone))


def _get(connection: Connection, callback_id: int, who: Agent) -> tuple[CallbackRow, list[str]]:
    row = theirs_or_supervisors(connection, callback_id, who)
    return row, callback_list.calls_of(connection, [callback_id])[callback_id]
