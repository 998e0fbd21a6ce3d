"""Calls: one, or a list by filters, with numbers as masking.py says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from agent_api.http.by_number import by_number
from agent_api.http.route import Ask
from agent_api.privacy.masking import Eyes
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, CitizenListQuery, CitizenQuery, Json, Line, Moment, NumberText, Username
from agent_api.protocol.moments import shown, shown_json
from agent_api.protocol.problem import not_found
from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.facts.missed import MissedIn
from hotline.store.calls import call_list
from hotline.store.calls.call_list import CallFilter

LIVE = "live"
CallStateName = Literal["ringing", "queued", "talking", "held", "ended", "live"]


class CallQuery(CitizenListQuery):
    """`from` and `to` are about the start; `state` live is any that is not ended; `caller` in any spelling."""

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


class CallView(Answer):
    """A call. `called_name` is the hotline of the city whose number was rung, `origin` the desk that it comes from;
    `queue` is where the number leads, and whose figures it belongs to, `overflowed_to` where the citizen went on.
    `legs` are the agents' parts in it, in the order in which their phones rang. `dialling` of a leg says how far a call
    has come that we place: agent (their phone rings), number (it is dialled), ringing (that phone rings); `on_hold`
    that the agent's phone itself holds the citizen. `wait_s` counts from the queue, `to_person_s` from the
    arrival of the call to the agent who answered it."""

    id: str
    direction: str
    caller: str
    called: str
    queue: str | None
    state: str
    outcome: str | None
    missed_in: str | None
    agent: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None
    talk_s: float | None
    ticket: str | None
    callback: int | None
    recording: str | None
    legs: list[Json]
    transfers: list[Json]
    called_name: str
    origin: str
    overflowed_to: str | None
    to_person_s: float | None


class CallPage(Answer):
    items: list[CallView]
    next: str | None


_NOT_SHOWN = frozenset({"caller_name", "trunk", "citizen"})


def call_view(row: Mapping[str, Any], eyes: Eyes, zone: ZoneInfo) -> CallView:
    """A row of `calls` as these eyes may see it."""
    caller, called = eyes.parties(row)
    sent = [eyes.transfer(one, theirs=eyes.is_theirs(row)) for one in row["transfers"]]
    fields = {name: value for name, value in shown(row, zone).items() if name not in _NOT_SHOWN}
    legs = shown_json(row["legs"], zone)
    return CallView(**fields | {"caller": caller, "called": called, "legs": legs, "transfers": shown_json(sent, zone)})


async def list_calls(ask: Ask[CallQuery, None]) -> CallPage:
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
    after = decode(query.cursor, (datetime, str))
    found = await ask.services.database.search(call_list.page_of, wanted, after=after, limit=query.limit)
    eyes = ask.eyes()
    items = [call_view(row, eyes, ask.services.zone) for row in found.rows]
    await ask.record_list(eyes, "calls", may.asked, len(items))
    return CallPage(items=items, next=encode(found.next))


async def read_call(ask: Ask[CitizenQuery, None]) -> CallView:
    row = await ask.services.database.read(call_list.get, ask.path("id"))
    if row is None:
        raise not_found("call")
    eyes = ask.eyes()
    view = call_view(row, eyes, ask.services.zone)
    await ask.record_look(eyes, "call", view.id)
    return view
