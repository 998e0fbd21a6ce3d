"""Offers of callbacks to agents: the rule that keeps agents free for citizens on the line, and the commands with which
the callback role offers duties and withdraws offers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Connection

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.calls.events import Event, EventType
from hotline.store import outbox
from hotline.store.agents import agents
from hotline.store.callbacks import callback_desk
from hotline.store.callbacks.callback_list import CallbackRow

OFFER_FOR = timedelta(seconds=30)


class Needed(Enum):
    """Why an agent is not free for a callback."""

    ON_THE_LINE = "on_the_line"  # their phone rings, or they talk
    CITIZENS_WAIT = "citizens_wait"  # a citizen is waiting who would be given to them


def needed(connection: Connection, username: str, *, is_ready: bool) -> Needed | None:
    """What keeps an agent from callbacks, according to SQL: the live view in Redis may be half a second old. Waiting
    citizens matter only for an agent who is ready for calls."""
    if callback_desk.is_on_the_line(connection, username):
        return Needed.ON_THE_LINE
    return Needed.CITIZENS_WAIT if is_ready and callback_desk.somebody_waits(connection) else None


def offer(connection: Connection, username: str, call: str | None, now: datetime) -> bool:
    """Offer the callback most owed to an agent who is ready, if they are free for it; returns whether one was offered.
    With `call`, the id of the call to be made, it is accepted at once."""
    if needed(connection, username, is_ready=True) is not None:
        return False
    row = callback_desk.claim_next(connection, username, now, now + OFFER_FOR)
    if row is None or row.status != CallbackStatus.OFFERED.value:
        return False
    agent = agents.get(connection, username)
    if call is not None and agent is not None and agent.extension is not None:
        return callback_desk.accept(connection, row, call, agent.extension, now)
    outbox.put(connection, [_event(EventType.CALLBACK_OFFERED, row, username, CallbackStatus.OFFERED, "", now)])
    return True


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """Usernames: agents who let an offer lapse, and agents whose offer was withdrawn because they were given a call."""

    lapsed: list[str]
    recalled: list[str]


def take_back(connection: Connection, expire_after: timedelta, now: datetime) -> TakenBack:
    """Return lapsed offers to their place in the line, and end duties older than `expire_after`."""
    callback_desk.expire(connection, now - expire_after, now)
    recalled = callback_desk.recall(connection, now)
    lapsed = callback_desk.lapse(connection, now)
    for reason, rows in (("on_the_line", recalled), ("lapsed", lapsed)):
        events = [
            _event(EventType.CALLBACK_UPDATED, row, row.agent, CallbackStatus.PENDING, reason, now)
            for row in rows
            if row.agent
        ]
        outbox.put(connection, events)
    return TakenBack(
        lapsed=[row.agent for row in lapsed if row.agent], recalled=[row.agent for row in recalled if row.agent]
    )


def _event(
    kind: EventType, row: CallbackRow, username: str, status: CallbackStatus, reason: str, now: datetime
) -> Event:
    payload = {"callback": row.id, "status": status.value, "reason": reason}
    return Event(type=kind, at=now, agent=username, payload=payload)
