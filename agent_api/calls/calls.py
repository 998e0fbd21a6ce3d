"""Calls: one by its id, or a filtered list, with numbers masked as masking.py decides."""

from datetime import datetime
from typing import Literal

from aiohttp import web
from pydantic import Field

from agent_api.calls.call_file import CALL_SHEET
from agent_api.http.by_number import by_number
from agent_api.http.export import export_list, wants_file
from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import (
    Answer,
    CitizenListQuery,
    CitizenQuery,
    FileQuery,
    Line,
    Moment,
    NumberText,
    Username,
)
from agent_api.views.call import CallView, call_view
from hotline.commands.own_calls import existing_call
from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.facts.missed import MissedIn
from hotline.store.calls import call_list
from hotline.store.calls.call_list import CallFilter
from hotline.store.calls.call_rows import CallRow
from hotline.store.pages import Key, Page

LIVE = "live"
CallStateName = Literal["ringing", "queued", "talking", "held", "ended", "live"]


class CallQuery(CitizenListQuery, FileQuery):
    """`from` and `to` apply to the start; `state` live means not ended; `caller` may be in any format."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    direction: Direction | None = None
    state: CallStateName | None = None
    outcome: Outcome | None = None
    missed_in: MissedIn | None = None
    caller: NumberText | None = None
    called: NumberText | None = None
    origin: Line | None = None
    agent: Username | None = None
    queue: Line | None = None


class CallPage(Answer):
    items: list[CallView]
    next: str | None


async def list_calls(ask: Ask[CallQuery, None]) -> CallPage | web.StreamResponse:
    query = ask.query
    caller, called = ask.spelling(query.caller), ask.spelling(query.called)
    may = await by_number(ask, {"caller": caller, "called": called})
    wanted = CallFilter(
        since=query.since,
        until=query.until,
        direction=query.direction.value if query.direction else None,
        state=query.state if query.state != LIVE else None,
        live=query.state == LIVE,
        outcome=query.outcome.value if query.outcome else None,
        missed_in=query.missed_in.value if query.missed_in else None,
        caller=caller,
        called=called,
        origin=query.origin,
        agent=query.agent,
        queue=query.queue,
        only_of=may.only_of,
    )
    visibility = ask.visibility()

    async def read(after: Key | None, limit: int) -> Page[CallRow]:
        return await ask.services.database.search(call_list.page_of, wanted, after=after, limit=limit)

    def show(row: CallRow) -> CallView:
        return call_view(row, visibility, ask.services.zone)

    if wants_file(ask):
        return await export_list(ask, CALL_SHEET, read, show, visibility, may.asked)
    found = await read(decode(query.cursor, (datetime, str)), query.limit)
    items = [show(row) for row in found.rows]
    await ask.record_list(visibility, "calls", may.asked, len(items))
    return CallPage(items=items, next=encode(found.next))


async def read_call(ask: Ask[CitizenQuery, None]) -> CallView:
    row = await ask.services.database.read(existing_call, ask.path("id"))
    visibility = ask.visibility()
    view = call_view(row, visibility, ask.services.zone)
    await ask.record_look(visibility, "call", view.id)
    return view
