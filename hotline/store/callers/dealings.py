"""Which citizen an agent is dealing with: whose number they know anyway, and whose tickets they may work on.

A call counts while it rings for the agent or once they have spoken with the citizen, and for LATELY after it: that is
when a ticket gets written. A number that an agent merely dials does not count until somebody there picks up: else each
number could be made known by dialling it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.calls.call import Direction
from hotline.domain.tickets.ticket import TicketStatus
from hotline.store.tables import callbacks, calls, placed_calls, tickets

LATELY = timedelta(minutes=30)
LONGEST = timedelta(days=1)  # of a call that is over
_HAVE = (CallbackStatus.OFFERED.value, CallbackStatus.DIALLING.value)


def is_dealing_with(connection: Connection, username: str, number: str, now: datetime) -> bool:
    """Whether the agent has a call or a callback of this number, now or lately."""
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
    return any(
        _is_in(username, leg, rings=which is inbound)
        for which in (inbound, dialled)
        for legs in connection.execute(select(calls.c.legs).where(which, _now_or_lately(now))).scalars()
        for leg in legs
    )


def _now_or_lately(now: datetime) -> ColumnElement[bool]:
    """The start is bounded too, by which an index finds the few of somebody who has rung a thousand times."""
    lately = and_(calls.c.started_at >= now - LONGEST, calls.c.ended_at >= now - LATELY)
    return or_(calls.c.ended_at.is_(None), lately)


def _is_in(username: str, leg: dict[str, Any], *, rings: bool) -> bool:
    if leg["agent"] != username:
        return False
    return leg["answered_at"] is not None or (rings and leg["ended_at"] is None)
