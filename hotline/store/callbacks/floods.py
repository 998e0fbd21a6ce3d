"""Floods in SQL: frequent callers, new numbers, and callbacks that are slowed during a burst."""

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
    """Numbers that have called at least so often, with their counts, except those of `but` and withheld ones."""
    rang = func.count().label("rang")
    query = (
        select(calls.c.caller, rang)
        .where(_inbound(since), calls.c.caller != "", calls.c.caller.not_in(but))
        .group_by(calls.c.caller)
        .having(func.count() >= least)
    )
    return {row.caller: row.rang for row in connection.execute(query)}


def new_numbers(connection: Connection, since: datetime) -> int:
    """The count of numbers that have called since then for the first time."""
    known = select(_EARLIER.c.id).where(_EARLIER.c.caller == calls.c.caller, _EARLIER.c.started_at < since).exists()
    query = select(func.count(calls.c.caller.distinct())).where(_inbound(since), calls.c.caller != "", ~known)
    return connection.execute(query).scalar_one()


def usual(connection: Connection, since: datetime, until: datetime) -> tuple[int, datetime | None]:
    """Count and first start of the inbound calls in that time."""
    query = select(func.count(), func.min(calls.c.started_at)).where(_inbound(since), calls.c.started_at < until)
    count, first = connection.execute(query).one()
    return count, first


def slowable(connection: Connection, since: datetime, given_up_s: float) -> list[int]:
    """Callbacks missed since then that have been neither tried nor asked for, and whose citizens are new and gave up
    within seconds; in order of their missed calls.
    """
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
    """When the last of the slowed callbacks is due."""
    last: datetime | None = connection.execute(select(func.max(callbacks.c.next_at)).where(SLOWED)).scalar_one()
    return last


def slow(connection: Connection, times: Mapping[int, datetime]) -> None:
    """Set the due times of these callbacks. They do not expire before these."""
    for callback, moment in times.items():
        pending = and_(callbacks.c.id == callback, callbacks.c.status == CallbackStatus.PENDING.value)
        values = {"brake": Brake.SLOWED.value, "next_at": moment, "lasts_from": moment}
        connection.execute(update(callbacks).where(pending).values(**values))


def count_slowed(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(callbacks).where(SLOWED)).scalar_one()


def release(connection: Connection, now: datetime) -> int:
    """The burst was real: make all due now, and slow none for a while; returns how many."""
    key_values.put(connection, _RELEASED, (now + RELEASED_FOR).isoformat())
    values = {"brake": Brake.RELEASED.value, "next_at": now, "lasts_from": now}
    return connection.execute(update(callbacks).where(SLOWED).values(**values)).rowcount


def is_released(connection: Connection, now: datetime) -> bool:
    until = key_values.get(connection, _RELEASED)
    return until is not None and datetime.fromisoformat(until) > now


def cancel(connection: Connection, now: datetime) -> int:
    """The numbers were forged: cancel the slowed callbacks; returns how many."""
    values = {"status": CallbackStatus.CANCELLED.value, "next_at": None, "ended_at": now}
    return connection.execute(update(callbacks).where(SLOWED).values(**values)).rowcount


def release_one(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """The citizen called again and waited, asked for a callback, or is in danger: make it a normal callback."""
    values = {"brake": Brake.RELEASED.value, "next_at": now, "lasts_from": now}
    connection.execute(update(callbacks).where(SLOWED, which).values(**values))


def _inbound(since: datetime) -> ColumnElement[bool]:
    return and_(calls.c.direction == Direction.INBOUND.value, calls.c.started_at >= since)
