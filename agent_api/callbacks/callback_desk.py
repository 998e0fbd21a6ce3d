"""Callbacks as agents work on them: take the next one, ring or leave it, say what came of it. Dialling itself is the
callback role's: here only the plan is written.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from agent_api.callbacks.callbacks import callback_id
from agent_api.http.route import Ask
from agent_api.protocol.fields import Body, Lines, Moment, Query
from agent_api.protocol.problem import Problem, not_found
from agent_api.views.callback import CallbackView, callback_view
from agent_api.views.offer import CallbackOffer, details, offer_view
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.callbacks.callback import CallbackOutcome, CallbackStatus
from hotline.domain.callbacks.carrier import callbacks_allowed
from hotline.domain.callbacks.fairness import lines_left
from hotline.domain.callbacks.hours import may_ring, next_opening
from hotline.domain.calls.events import Event, EventType
from hotline.domain.facts.channel import CALLBACK_LETTER, new_placed_id
from hotline.settings.environment import Settings
from hotline.settings.hotline import Hotline
from hotline.settings.policies import CallbackPolicy
from hotline.settings.trunks import Trunk
from hotline.store import outbox
from hotline.store.callbacks import callback_desk, callback_list, carrier
from hotline.store.calls import placed
from hotline.store.records import Record
from hotline.store.tickets import ticket_desk

OFFER_FOR = timedelta(seconds=60)  # who asked for it gets longer than who was offered it
CLOSED_PHONE = "phone"
FARTHEST = timedelta(days=365)  # a citizen who wants to be rung later wants it sooner


class GivenOutcome(Body):
    """`next_at` is for "later": when the citizen wants to be rung."""

    outcome: Annotated[CallbackOutcome, Field(strict=False)]
    note: Annotated[Lines, StringConstraints(max_length=5_000)] = ""
    next_at: Moment | None = None


async def claim_next(ask: Ask[Query, None]) -> CallbackOffer | None:
    """The one most owed; 204 when nothing is due, when nobody may be rung now, while the agent is on the telephone, and
    while citizens wait for an agent who is ready for them."""
    policy, now = ask.services.settings.hotline.callback, ask.now
    _with_phone(ask.who)
    if not may_ring(policy, ask.services.zone, now):
        return None
    seat = (await ask.services.live.seats()).get(ask.who.username, {})
    is_ready = seat.get("state") == "ready"
    row = await _insist(ask, _claim, ask.who.username, now, now + OFFER_FOR, is_ready)
    return None if row is None else await _offer(ask, row)


async def accept(ask: Ask[Query, None]) -> CallbackOffer:
    """The agent's phone will ring, then the citizen's."""
    agent, now = _with_phone(ask.who), ask.now
    settings = ask.services.settings
    if not may_ring(settings.hotline.callback, ask.services.zone, now):
        raise Problem(409, "Citizens may not be rung at this hour; the callback waits until they may.")
    seat = (await ask.services.live.seats()).get(agent.username, {})
    if seat.get("state") == "offline" and seat.get("reason") == CLOSED_PHONE:
        raise Problem(409, "Your softphone is closed: open it, then accept.")
    is_ready = seat.get("state") == "ready"
    call = new_placed_id(settings.node, CALLBACK_LETTER, now)
    trunk = settings.hotline.trunks[0]
    row = await ask.services.database.write(_accept, callback_id(ask), agent, call, now, trunk, is_ready)
    await ask.services.live.ring("callbacks")
    return await _offer(ask, row)


async def decline(ask: Ask[Query, None]) -> CallbackView:
    """Back to its place in the line."""
    row = await ask.services.database.write(_decline, callback_id(ask), ask.who.username, ask.now)
    return await _seen(ask, row)


async def give_outcome(ask: Ask[Query, GivenOutcome]) -> CallbackView:
    """What came of it; the note goes onto the case."""
    row = await ask.services.database.write(
        _give_outcome, callback_id(ask), ask.who, ask.body, ask.services.settings, ask.now
    )
    await ask.services.live.ring("callbacks")
    return await _seen(ask, row)


async def cancel(ask: Ask[Query, None]) -> CallbackView:
    """Nothing is owed any more; a phone that rings for it stops."""
    row = await ask.services.database.write(_cancel, callback_id(ask), ask.who, ask.now)
    await ask.services.live.ring("callbacks")
    return await _seen(ask, row)


async def _insist(ask: Ask[Query, None], *work: Any) -> Any:
    """Of two requests of one agent at once the later one finds what the earlier one claimed."""
    try:
        return await ask.services.database.write(*work)
    except IntegrityError:
        return await ask.services.database.write(*work)


async def _offer(ask: Ask[Query, None], row: Record) -> CallbackOffer:
    known, missed, ticket = await ask.services.database.read(details, row)
    eyes = ask.eyes(knows=row["number"])
    offer = offer_view(row, known, missed, ticket, eyes, ask.services.zone)
    await ask.record_look(eyes, "callback", str(row["id"]))
    return offer


async def _seen(ask: Ask[Any, Any], row: Record) -> CallbackView:
    calls = await ask.services.database.read(callback_list.calls_of, [row["id"]])
    eyes = ask.eyes(knows=row["number"])
    view = callback_view(row, calls[row["id"]], eyes.number(row["number"], theirs=True), ask.services.zone)
    await ask.record_look(eyes, "callback", str(row["id"]))
    return view


def _with_phone(agent: Agent) -> Agent:
    if agent.extension is None:
        raise Problem(409, "You have no extension, so you cannot ring anybody. An admin can give you one.")
    return agent


def _claim(connection: Connection, username: str, now: datetime, until: datetime, is_ready: bool) -> Record | None:
    mine = callback_desk.taken_by(connection, username)
    if mine is not None:
        return mine
    if callback_desk.is_on_the_line(connection, username):
        return None
    if is_ready and callback_desk.somebody_waits(connection):
        return None
    return callback_desk.claim_next(connection, username, now, until)


def _accept(
    connection: Connection, callback: int, agent: Agent, call: str, now: datetime, trunk: Trunk, is_ready: bool
) -> Record:
    row = _existing(connection, callback)
    _not_anothers(row, agent.username)
    if callback_desk.is_on_the_line(connection, agent.username):
        raise Problem(409, "You are on the telephone: finish that call first.")
    _offered(row)
    if is_ready and callback_desk.somebody_waits(connection):
        raise Problem(409, "Citizens wait in the queue, who come first. The offer stays yours for a while.")
    refusals = carrier.refusals(connection, trunk.name)
    under_way = carrier.callbacks_under_way(connection)
    if not callbacks_allowed(refusals, lines=1, under_way=under_way, now=now):
        raise Problem(409, "The carrier refuses our calls now, so dialling rests for a while. Try again later.")
    theirs, ours = placed.lines_in_use(connection, trunk.name, planned=True)
    if not lines_left(channels=trunk.channels, reserve_inbound=trunk.reserve_inbound, theirs=theirs, ours=ours):
        raise Problem(409, "No line is free for our own calls now. The offer stays yours for a while.")
    assert agent.extension is not None  # asked before
    if not callback_desk.accept(connection, row, call, agent.extension, now):
        raise Problem(409, f"This callback is {row['status']}, not offered.")
    return _existing(connection, callback)


def _decline(connection: Connection, callback: int, username: str, now: datetime) -> Record:
    row = _existing(connection, callback)
    _not_anothers(row, username)
    _offered(row)
    if not callback_desk.give_back(connection, callback, username, now):
        raise Problem(409, f"This callback is {row['status']}, not offered.")
    return _existing(connection, callback)


def _give_outcome(
    connection: Connection, callback: int, who: Agent, given: GivenOutcome, settings: Settings, now: datetime
) -> Record:
    row = _existing(connection, callback)
    _theirs_or_supervisor(row, who)
    next_at = _next_at(given, settings.hotline, now)
    most = settings.hotline.callback.max_attempts
    if not callback_desk.give_outcome(connection, row, given.outcome, next_at, now, most):
        raise Problem(409, f"This callback is {row['status']}: an outcome is given to one that was reached.")
    ticket = callback_desk.ticket_of(connection, callback)
    if given.note.strip() and ticket is not None:
        ticket_desk.add_note(connection, ticket, who.username, given.note, now)
    return _existing(connection, callback)


def _next_at(given: GivenOutcome, hotline: Hotline, now: datetime) -> datetime | None:
    """When a duty that opens again is due: as the citizen wished, else after the first spacing; in the hours."""
    policy: CallbackPolicy = hotline.callback
    if given.next_at is not None and given.next_at > now + FARTHEST:
        raise Problem(422, "body: next_at: expected a time within a year")
    wanted = given.next_at or now + timedelta(seconds=policy.retry_after[0])
    return next_opening(policy, hotline.centre.zone, max(wanted, now))


def _cancel(connection: Connection, callback: int, who: Agent, now: datetime) -> Record:
    row = _existing(connection, callback)
    _theirs_or_supervisor(row, who)
    if not callback_desk.cancel(connection, callback, now):
        raise Problem(409, f"This callback is {row['status']} already.")
    if row["agent"] is not None and row["agent"] != who.username:
        payload = {"callback": callback, "status": CallbackStatus.CANCELLED.value, "reason": ""}
        told = Event(type=EventType.CALLBACK_UPDATED, at=now, agent=row["agent"], payload=payload)
        outbox.put(connection, [told])
    return _existing(connection, callback)


def _not_anothers(row: Record, username: str) -> None:
    if row["agent"] not in (None, username):
        raise Problem(403, "This callback was not offered to you.")


def _offered(row: Record) -> None:
    """An offer may have been taken back a moment ago, as its agent was given a call: no fault of theirs."""
    if row["agent"] is None:
        raise Problem(409, f"This callback is {row['status']}, not offered.")


def _theirs_or_supervisor(row: Record, who: Agent) -> None:
    if who.role is Role.AGENT and row["agent"] != who.username:
        raise Problem(403, "This callback is not yours.")


def _existing(connection: Connection, callback: int) -> Record:
    row = callback_list.get(connection, callback)
    if row is None:
        raise not_found("callback")
    return row
