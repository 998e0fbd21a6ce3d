"""Which citizens an agent is dealing with: their numbers are shown to the agent, who may work on their tickets.

A call counts while it rings for the agent, once they have talked with the citizen, and for LATELY afterwards, when
tickets are written. A number that an agent merely dials does not count until it is answered; otherwise any number could
be revealed by dialling it.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.calls.call import Direction
from hotline.domain.tickets.ticket import TicketStatus
from hotline.store.tables import call_legs, callbacks, calls, placed_calls, tickets

LATELY = timedelta(minutes=30)
LONGEST = timedelta(days=1)  # of a call that is over
_HAVE = (CallbackStatus.OFFERED.value, CallbackStatus.DIALLING.value)


def is_dealing_with(connection: Connection, username: str, number: str, now: datetime) -> bool:
    """Whether the agent has or lately had a call or a callback of this number."""
    if not number:
        return False
    return _has_callback(connection, username, number, now) or _has_call(connection, username, number, now)


def has_open_ticket(connection: Connection, username: str, number: str) -> bool:
    """Whether the agent works on an open ticket of this number."""
    theirs = and_(tickets.c.caller == number, tickets.c.agent == username, tickets.c.status == TicketStatus.OPEN.value)
    return bool(number) and connection.execute(select(tickets.c.number).where(theirs).limit(1)).first() is not None


def _has_callback(connection: Connection, username: str, number: str, now: datetime) -> bool:
    mine = and_(callbacks.c.number == number, callbacks.c.agent == username)
    now_or_lately = or_(callbacks.c.status.in_(_HAVE), callbacks.c.reached_at >= now - LATELY)
    return connection.execute(select(callbacks.c.id).where(mine, now_or_lately).limit(1)).first() is not None


def _has_call(connection: Connection, username: str, number: str, now: datetime) -> bool:
    inbound = and_(calls.c.caller == number, calls.c.direction == Direction.INBOUND.value)
    dialled = calls.c.id.in_(select(placed_calls.c.id).where(placed_calls.c.number == number))
    spoke = call_legs.c.answered_at.is_not(None)
    return any(
        connection.execute(select(calls.c.id).where(which, _now_or_lately(now), _is_in(username, how)).limit(1)).first()
        for which, how in ((inbound, or_(spoke, call_legs.c.ended_at.is_(None))), (dialled, spoke))
    )


def _is_in(username: str, how: ColumnElement[bool]) -> ColumnElement[bool]:
    """Evaluated for the citizen's calls, which are few, not for all calls of the agent."""
    return exists().where(call_legs.c.call == calls.c.id, call_legs.c.agent == username, how)


def _now_or_lately(now: datetime) -> ColumnElement[bool]:
    """The start is bounded too, so that an index finds the few recent calls of a frequent caller."""
    lately = and_(calls.c.started_at >= now - LONGEST, calls.c.ended_at >= now - LATELY)
    return or_(calls.c.ended_at.is_(None), lately)
