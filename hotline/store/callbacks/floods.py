"""Floods in SQL: who rings how often, how many numbers are new, and the callbacks that are slowed in a burst."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.callbacks.floods import RELEASED_FOR, TOLD, Brake
from hotline.domain.calls.call import Direction, Outcome
from hotline.store import key_values
from hotline.store.tables import callbacks, calls

_RELEASED = "floods_released_until"
SLOWED = and_(callbacks.c.status == CallbackStatus.PENDING.value, callbacks.c.brake == Brake.SLOWED.value)
_EARLIER = calls.alias("earlier")


def frequent(connection: Connection, since: datetime, least: int, but: Collection[str]) -> dict[str, int]:
    """Numbers that have rung at least so often, with how often, but for those of `but` and the withheld."""
    rang = func.count().label("rang")
    query = (
        select(calls.c.caller, rang)
        .where(_inbound(since), calls.c.caller != "", calls.c.caller.not_in(but))
        .group_by(calls.c.caller)
        .having(func.count() >= least)
    )
    return {row.caller: row.rang for row in connection.execute(query)}


def new_numbers(connection: Connection, since: datetime) -> int:
    """How many numbers have rung since then and never before."""
    known = select(_EARLIER.c.id).where(_EARLIER.c.caller == calls.c.caller, _EARLIER.c.started_at < since).exists()
    query = select(func.count(calls.c.caller.distinct())).where(_inbound(since), calls.c.caller != "", ~known)
    return connection.execute(query).scalar_one()


def usual(connection: Connection, since: datetime, until: datetime) -> tuple[int, datetime | None]:
    """Inbound calls of that time, and when the first of them began."""
    query = select(func.count(), func.min(calls.c.started_at)).where(_inbound(since), calls.c.started_at < until)
    count, first = connection.execute(query).one()
    return count, first


def slowable(connection: Connection, since: datetime, given_up_s: float) -> list[int]:
    """Callbacks missed since then that nobody has tried or asked for, whose citizens are new and gave up within
    seconds; the first missed first."""
    waited = or_(
        calls.c.started_at < since,
        calls.c.outcome == Outcome.ANSWERED.value,
        calls.c.wait_s >= given_up_s,
        calls.c.missed_in.in_([where.value for where in TOLD]),
    )
    known = select(calls.c.id).where(calls.c.caller == callbacks.c.number, waited).exists()
    fresh = and_(
        callbacks.c.status == CallbackStatus.PENDING.value,
        callbacks.c.missed_at >= since,
        callbacks.c.brake.is_(None),
        callbacks.c.attempts == 0,
        callbacks.c.asked.is_(False),
        callbacks.c.urgent.is_(False),
    )
    query = select(callbacks.c.id).where(fresh, ~known).order_by(callbacks.c.missed_at, callbacks.c.id)
    return list(connection.execute(query).scalars())


def last_slowed(connection: Connection) -> datetime | None:
    """When the last of the slowed is due."""
    last: datetime | None = connection.execute(select(func.max(callbacks.c.next_at)).where(SLOWED)).scalar_one()
    return last


def slow(connection: Connection, times: Mapping[int, datetime]) -> None:
    """These callbacks are due then. They do not expire before they have been rung."""
    for callback, moment in times.items():
        pending = and_(callbacks.c.id == callback, callbacks.c.status == CallbackStatus.PENDING.value)
        values = {"brake": Brake.SLOWED.value, "next_at": moment, "lasts_from": moment}
        connection.execute(update(callbacks).where(pending).values(**values))


def count_slowed(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(callbacks).where(SLOWED)).scalar_one()


def release(connection: Connection, now: datetime) -> int:
    """The burst was real: all are due now, and for a while nothing is slowed; how many."""
    key_values.put(connection, _RELEASED, (now + RELEASED_FOR).isoformat())
    values = {"brake": Brake.RELEASED.value, "next_at": now, "lasts_from": now}
    return connection.execute(update(callbacks).where(SLOWED).values(**values)).rowcount


def is_released(connection: Connection, now: datetime) -> bool:
    until = key_values.get(connection, _RELEASED)
    return until is not None and datetime.fromisoformat(until) > now


def cancel(connection: Connection, now: datetime) -> int:
    """The numbers were forged: nobody is rung; how many."""
    values = {"status": CallbackStatus.CANCELLED.value, "next_at": None, "ended_at": now}
    return connection.execute(update(callbacks).where(SLOWED).values(**values)).rowcount


def release_one(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """The citizen rang again and waited, asked for it, or is in danger: a callback like others."""
    values = {"brake": Brake.RELEASED.value, "next_at": now, "lasts_from": now}
    connection.execute(update(callbacks).where(SLOWED, which).values(**values))


def _inbound(since: datetime) -> ColumnElement[bool]:
    return and_(calls.c.direction == Direction.INBOUND.value, calls.c.started_at >= since)
