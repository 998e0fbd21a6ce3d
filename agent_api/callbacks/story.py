"""The whole story of a callback: the calls that were missed, and each attempt to ring back."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agent_api.callbacks.callbacks import callback_id
from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, CitizenQuery
from agent_api.protocol.moments import shown
from agent_api.views.offer import MissedCall
from hotline.commands.callbacks import theirs_or_supervisors
from hotline.domain.agents.agent import Agent
from hotline.store.callbacks import callback_desk, callback_list
from hotline.store.callbacks.callback_list import MissedRow
from hotline.store.calls import placed
from hotline.store.calls.placed import Placed


class AttemptView(Answer):
    """One dialling. `call` is its call; `result` is reached, or why not; null while it is under way."""

    call: str
    agent: str
    created_at: datetime
    sent_at: datetime | None
    reached_at: datetime | None
    ended_at: datetime | None
    result: str | None


class CallbackStory(Answer):
    """`ticket` is that of the first missed call, oldest calls and attempts first."""

    id: int
    ticket: str | None
    missed: list[MissedCall]
    attempts: list[AttemptView]


async def read_callback_story(ask: Ask[CitizenQuery, None]) -> CallbackStory:
    callback = callback_id(ask)
    ticket, missed, attempts = await ask.services.database.read(_story, callback, ask.who)
    await ask.record_look(ask.visibility(), "callback", str(callback))
    zone = ask.services.zone
    return CallbackStory(
        id=callback,
        ticket=ticket,
        missed=[MissedCall(**shown(call, MissedCall, zone)) for call in missed],
        attempts=[_attempt(one, zone) for one in attempts],
    )


def _story(connection: Connection, callback: int, who: Agent) -> tuple[str | None, list[MissedRow], list[Placed]]:
    theirs_or_supervisors(connection, callback, who)
    return (
        callback_desk.ticket_of(connection, callback),
        callback_list.missed_of(connection, callback),
        placed.of_callback(connection, callback),
    )


def _attempt(one: Placed, zone: ZoneInfo) -> AttemptView:
    return AttemptView(**shown(one, AttemptView, zone) | {"call": one.id})
