"""Callbacks: agents see their own, supervisors and auditors all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.privacy.look_log import NOTHING_ASKED
from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import INTEGER_LIMIT, Answer, CitizenListQuery, CitizenQuery
from agent_api.views.callback import CallbackView, callback_view
from hotline.commands.callbacks import theirs_or_supervisors
from hotline.commands.errors import NotFoundError
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.callbacks.callback import CallbackStatus
from hotline.store.callbacks import callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.pages import Key, Page


class CallbackQuery(CitizenListQuery):
    status: CallbackStatus | None = None
    slowed: bool = False


class CallbackPage(Answer):
    items: list[CallbackView]
    next: str | None


async def list_callbacks(ask: Ask[CallbackQuery, None]) -> CallbackPage:
    found, calls = await ask.services.database.read(
        _page,
        status=ask.query.status.value if ask.query.status else None,
        slowed=ask.query.slowed,
        agent=ask.who.username if ask.who.role is Role.AGENT else None,
        after=decode(ask.query.cursor, (datetime, int)),
        limit=ask.query.limit,
    )
    visibility = ask.visibility()
    items = [_as_seen(row, calls[row.id], visibility, ask.services.zone) for row in found.rows]
    await ask.record_list(visibility, "callbacks", NOTHING_ASKED, len(items))
    return CallbackPage(items=items, next=encode(found.next))


async def read_callback(ask: Ask[CitizenQuery, None]) -> CallbackView:
    row, calls = await ask.services.database.read(_get, callback_id(ask), ask.who)
    visibility = ask.visibility()
    view = _as_seen(row, calls, visibility, ask.services.zone)
    await ask.record_look(visibility, "callback", str(view.id))
    return view


def callback_id(ask: Ask[Any, Any]) -> int:
    """The id in the path; anything that is not an id is 404."""
    text = ask.path("id")
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > INTEGER_LIMIT:
        raise NotFoundError("callback")
    return int(text)


def _as_seen(row: CallbackRow, calls: Sequence[str], visibility: NumberVisibility, zone: ZoneInfo) -> CallbackView:
    number = visibility.number(row.number, theirs=row.agent == visibility.who.username)
    return callback_view(row, calls, number, zone)


def _page(
    connection: Connection, *, status: str | None, slowed: bool, agent: str | None, after: Key | None, limit: int
) -> tuple[Page[CallbackRow], dict[int, list[str]]]:
    found = callback_list.page_of(connection, status=status, slowed=slowed, agent=agent, after=after, limit=limit)
    return found, callback_list.calls_of(connection, [row.id for row in found.rows])


def _get(connection: Connection, callback_id: int, who: Agent) -> tuple[CallbackRow, list[str]]:
    row = theirs_or_supervisors(connection, callback_id, who)
    return row, callback_list.calls_of(connection, [callback_id])[callback_id]
