"""Callbacks as agents work on them: claim the next one, accept or decline it, report its outcome. These commands only
write the plan; the callback role dials."""

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
from hotline.names.work import Work
from hotline.settings.hotline import Hotline
from hotline.settings.trunks import Trunk
from hotline.store import outbox
from hotline.store.callbacks import callback_desk, callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access
from hotline.store.tickets import ticket_desk

OFFER_FOR = timedelta(seconds=60)  # an agent who asks for a callback gets longer than one who is offered it unasked
FARTHEST = timedelta(days=365)  # for "later"; no citizen wants to wait longer for a call


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of a callback. `next_at` is for "later": when the citizen wants to be rung."""

    outcome: CallbackOutcome
    note: str
    next_at: datetime | None


async def claim_next(at: Resources, who: Agent, agent_now: AgentNow, now: datetime) -> CallbackRow | None:
    """The callback most owed; None if none is due, if citizens may not be rung at this hour, or while the agent is
    needed for citizens on the line (offers.py). Raises CommandError, as do all commands here."""
    own_extension(who)
    hotline = at.settings.hotline
    if not may_ring(hotline.callback, hotline.centre.zone, now):
        return None
    try:
        return await at.database.write(_claim, who.username, agent_now.is_ready, now)
    # of an agent's two simultaneous requests, the later one returns what the earlier one claimed
    except IntegrityError:
        return await at.database.write(_claim, who.username, agent_now.is_ready, now)


async def accept(at: Resources, who: Agent, agent_now: AgentNow, callback: int, now: datetime) -> CallbackRow:
    """Dial the callback: the agent's phone rings first, then the citizen's."""
    extension, hotline = own_extension(who), at.settings.hotline
    if not may_ring(hotline.callback, hotline.centre.zone, now):
        raise RefusedError("Citizens may not be rung at this hour. The callback waits until they may.")
    if agent_now.phone_is_closed:
        raise RefusedError("Your softphone is closed: open it, then accept.")
    call = new_placed_id(at.settings.node, CALLBACK_LETTER, now)
    ring = _Ring(username=who.username, extension=extension, is_ready=agent_now.is_ready, call=call)
    row = await at.database.write(_accept, callback, ring, hotline.trunks[0], now)
    await at.live.notify(Work.CALLBACKS)
    return row


async def decline(at: Resources, who: Agent, callback: int, now: datetime) -> CallbackRow:
    """Put the callback back in its place in the line."""
    return await at.database.write(_decline, callback, who.username, now)


async def give_outcome(at: Resources, who: Agent, callback: int, given: Outcome, now: datetime) -> CallbackRow:
    """Record the outcome; the note goes on the ticket."""
    row = await at.database.write(_give_outcome, callback, who, given, at.settings.hotline, now)
    await at.live.notify(Work.CALLBACKS)
    return row


async def cancel(at: Resources, who: Agent, callback: int, reason: str, entry: Access) -> CallbackRow:
    """Cancel the duty; a phone that rings for it stops ringing. Who did it and why stands with it."""
    row = await at.database.write(_cancel, callback, who, reason, entry)
    await at.live.notify(Work.CALLBACKS)
    return row


@dataclass(frozen=True, kw_only=True)
class _Ring:
    """The agent and extension to ring for a callback, and the id of the call to be made."""

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
        raise RefusedError("You are in a call: finish that call first.")
    _offered(row)
    if why is Needed.CITIZENS_WAIT:
        raise RefusedError("Citizens are waiting in the queue, and they come first. The offer stays yours for a while.")
    if not carrier_takes(connection, trunk, now):
        raise RefusedError(
            "The carrier is refusing our calls, so callbacks are suspended for a while. Try again later."
        )
    if not lines(connection, trunk, planned=True):
        raise RefusedError("No line is free for outgoing calls now. The offer stays yours for a while.")
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
    row = theirs_or_supervisors(connection, callback, who)
    next_at = _next_at(given, hotline, now)
    most = hotline.callback.max_attempts
    if not callback_desk.give_outcome(connection, row, given.outcome, next_at, now, most):
        raise RefusedError(f"This callback is {row.status}: an outcome is given to one that was reached.")
    ticket = callback_desk.ticket_of(connection, callback)
    if given.note.strip() and ticket is not None:
        ticket_desk.add_note(connection, ticket, who.username, given.note, now)
    return _existing(connection, callback)


def _next_at(given: Outcome, hotline: Hotline, now: datetime) -> datetime | None:
    """When a reopened duty is due: when the citizen wished, otherwise after the first retry interval; within the
    callback hours."""
    if given.next_at is not None and given.next_at > now + FARTHEST:
        raise InvalidError.of("next_at", "a time within a year")
    wanted = given.next_at or now + timedelta(seconds=hotline.callback.retry_after[0])
    return next_opening(hotline.callback, hotline.centre.zone, max(wanted, now))


def _cancel(connection: Connection, callback: int, who: Agent, reason: str, entry: Access) -> CallbackRow:
    row, now = theirs_or_supervisors(connection, callback, who), entry.at
    if not callback_desk.cancel(connection, callback, now, who.username, reason):
        raise RefusedError(f"This callback is {row.status} already.")
    access_log.record(connection, [entry])
    if row.agent is not None and row.agent != who.username:
        payload = {"callback": callback, "status": CallbackStatus.CANCELLED.value, "reason": ""}
        told = Event(type=EventType.CALLBACK_UPDATED, at=now, agent=row.agent, payload=payload)
        outbox.put(connection, [told])
    return _existing(connection, callback)


def _not_anothers(row: CallbackRow, username: str) -> None:
    if row.agent not in (None, username):
        raise NotYoursError("This callback was not offered to you.")


def _offered(row: CallbackRow) -> None:
    """The callback, if it is still offered to this agent. The offer may just have been withdrawn because the agent was
    given a call, so the message does not blame them."""
    if row.agent is None:
        raise _not_offered(row)


def _not_offered(row: CallbackRow) -> RefusedError:
    return RefusedError(f"This callback is {row.status}, not offered.")


def theirs_or_supervisors(connection: Connection, callback: int, who: Agent) -> CallbackRow:
    """A callback that they may see and work on; raises CommandError."""
    row = _existing(connection, callback)
    if who.role is Role.AGENT and row.agent != who.username:
        raise NotYoursError("This callback is not yours.")
    return row


def _existing(connection: Connection, callback: int) -> CallbackRow:
    row = callback_list.get(connection, callback)
    if row is None:
        raise NotFoundError("callback")
    return row
