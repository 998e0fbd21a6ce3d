"""Callbacks as agents work on them: take the next one, ring or leave it, say what came of it. Dialling itself is the
callback role's: here only the plan is written.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from hotline.commands.dialling import own_extension
from hotline.commands.errors import InvalidError, NotFoundError, NotYoursError, RefusedError
from hotline.commands.lines import carrier_takes, lines
from hotline.commands.offers import Needed, needed
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.agents.now import AgentNow
from hotline.domain.callbacks.callback import CallbackOutcome, CallbackStatus
from hotline.domain.callbacks.hours import may_ring, next_opening
from hotline.domain.calls.events import Event, EventType
from hotline.domain.facts.channel import CALLBACK_LETTER, new_placed_id
from hotline.settings.hotline import Hotline
from hotline.settings.trunks import Trunk
from hotline.store import outbox
from hotline.store.callbacks import callback_desk, callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.tickets import ticket_desk

OFFER_FOR = timedelta(seconds=60)  # who asked for it gets longer than who was offered it
FARTHEST = timedelta(days=365)  # a citizen who wants to be rung later wants it sooner


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a callback. `next_at` is for "later": when the citizen wants to be rung."""

    outcome: CallbackOutcome
    note: str
    next_at: datetime | None


async def claim_next(at: Resources, who: Agent, agent_now: AgentNow, now: datetime) -> CallbackRow | None:
    """The one most owed; None when nothing is due, when nobody may be rung now, and while the agent is needed (offers).
    Raises CommandError, as all of these."""
    own_extension(who)
    hotline = at.settings.hotline
    if not may_ring(hotline.callback, hotline.centre.zone, now):
        return None
    try:
        return await at.database.write(_claim, who.username, agent_now.is_ready, now)
    except IntegrityError:  # of two requests of one agent at once the later one finds what the earlier one claimed
        return await at.database.write(_claim, who.username, agent_now.is_ready, now)


async def accept(at: Resources, who: Agent, agent_now: AgentNow, callback: int, now: datetime) -> CallbackRow:
    """The agent's phone will ring, then the citizen's."""
    extension, hotline = own_extension(who), at.settings.hotline
    if not may_ring(hotline.callback, hotline.centre.zone, now):
        raise RefusedError("Citizens may not be rung at this hour; the callback waits until they may.")
    if agent_now.phone_is_closed:
        raise RefusedError("Your softphone is closed: open it, then accept.")
    call = new_placed_id(at.settings.node, CALLBACK_LETTER, now)
    ring = _Ring(username=who.username, extension=extension, is_ready=agent_now.is_ready, call=call)
    row = await at.database.write(_accept, callback, ring, hotline.trunks[0], now)
    await at.live.notify("callbacks")
    return row


async def decline(at: Resources, who: Agent, callback: int, now: datetime) -> CallbackRow:
    """Back to its place in the line."""
    return await at.database.write(_decline, callback, who.username, now)


async def give_outcome(at: Resources, who: Agent, callback: int, given: Outcome, now: datetime) -> CallbackRow:
    """What came of it; the note goes onto the case."""
    row = await at.database.write(_give_outcome, callback, who, given, at.settings.hotline, now)
    await at.live.notify("callbacks")
    return row


async def cancel(at: Resources, who: Agent, callback: int, now: datetime) -> CallbackRow:
    """Nothing is owed any more; a phone that rings for it stops."""
    row = await at.database.write(_cancel, callback, who, now)
    await at.live.notify("callbacks")
    return row


@dataclass(frozen=True, kw_only=True)
class _Ring:
    """Whose phone is to ring for a callback, and the id of the call to be."""

    username: str
    extension: str
    is_ready: bool
    call: str


def _claim(connection: Connection, username: str, is_ready: bool, now: datetime) -> CallbackRow | None:
    mine = callback_desk.taken_by(connection, username)
    if mine is not None:
        return mine
    if needed(connection, username, is_ready=is_ready) is not None:
        return None
    return callback_desk.claim_next(connection, username, now, now + OFFER_FOR)


def _accept(connection: Connection, callback: int, ring: _Ring, trunk: Trunk, now: datetime) -> CallbackRow:
    row = _existing(connection, callback)
    _not_anothers(row, ring.username)
    why = needed(connection, ring.username, is_ready=ring.is_ready)
    if why is Needed.ON_THE_LINE:
        raise RefusedError("You are on the telephone: finish that call first.")
    _offered(row)
    if why is Needed.CITIZENS_WAIT:
        raise RefusedError("Citizens wait in the queue, who come first. The offer stays yours for a while.")
    if not carrier_takes(connection, trunk, now):
        raise RefusedError("The carrier refuses our calls now, so dialling rests for a while. Try again later.")
    if not lines(connection, trunk, planned=True):
        raise RefusedError("No line is free for our own calls now. The offer stays yours for a while.")
    if not callback_desk.accept(connection, row, ring.call, ring.extension, now):
        raise _not_offered(row)
    return _existing(connection, callback)


def _decline(connection: Connection, callback: int, username: str, now: datetime) -> CallbackRow:
    row = _existing(connection, callback)
    _not_anothers(row, username)
    _offered(row)
    if not callback_desk.give_back(connection, callback, username, now):
        raise _not_offered(row)
    return _existing(connection, callback)


def _give_outcome(
    connection: Connection, callback: int, who: Agent, given: Outcome, hotline: Hotline, now: datetime
) -> CallbackRow:
    row = _existing(connection, callback)
    _theirs_or_supervisor(row, who)
    next_at = _next_at(given, hotline, now)
    most = hotline.callback.max_attempts
    if not callback_desk.give_outcome(connection, row, given.outcome, next_at, now, most):
        raise RefusedError(f"This callback is {row.status}: an outcome is given to one that was reached.")
    ticket = callback_desk.ticket_of(connection, callback)
    if given.note.strip() and ticket is not None:
        ticket_desk.add_note(connection, ticket, who.username, given.note, now)
    return _existing(connection, callback)


def _next_at(given: Outcome, hotline: Hotline, now: datetime) -> datetime | None:
    """When a duty that opens again is due: as the citizen wished, else after the first spacing; in the hours."""
    if given.next_at is not None and given.next_at > now + FARTHEST:
        raise InvalidError("body: next_at: expected a time within a year")
    wanted = given.next_at or now + timedelta(seconds=hotline.callback.retry_after[0])
    return next_opening(hotline.callback, hotline.centre.zone, max(wanted, now))


def _cancel(connection: Connection, callback: int, who: Agent, now: datetime) -> CallbackRow:
    row = _existing(connection, callback)
    _theirs_or_supervisor(row, who)
    if not callback_desk.cancel(connection, callback, now):
        raise RefusedError(f"This callback is {row.status} already.")
    if row.agent is not None and row.agent != who.username:
        payload = {"callback": callback, "status": CallbackStatus.CANCELLED.value, "reason": ""}
        told = Event(type=EventType.CALLBACK_UPDATED, at=now, agent=row.agent, payload=payload)
        outbox.put(connection, [told])
    return _existing(connection, callback)


def _not_anothers(row: CallbackRow, username: str) -> None:
    if row.agent not in (None, username):
        raise NotYoursError("This callback was not offered to you.")


def _offered(row: CallbackRow) -> None:
    """An offer may have been taken back a moment ago, as its agent was given a call: no fault of theirs."""
    if row.agent is None:
        raise _not_offered(row)


def _not_offered(row: CallbackRow) -> RefusedError:
    return RefusedError(f"This callback is {row.status}, not offered.")


def _theirs_or_supervisor(row: CallbackRow, who: Agent) -> None:
    if who.role is Role.AGENT and row.agent != who.username:
        raise NotYoursError("This callback is not yours.")


def _existing(connection: Connection, callback: int) -> CallbackRow:
    row = callback_list.get(connection, callback)
    if row is None:
        raise NotFoundError("callback")
    return row
