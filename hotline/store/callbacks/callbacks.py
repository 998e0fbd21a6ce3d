"""Callbacks in SQL as calls change them: opened by a missed call, settled when the citizen is reached.

A number has at most one open callback; a constraint of the schema ensures it. What agents do with callbacks is in
hotline.store.callbacks.callback_desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, insert, or_, select, update

from hotline.domain.callbacks.callback import OPEN, CallbackKind, CallbackStatus
from hotline.domain.callbacks.floods import Brake
from hotline.domain.callbacks.retry import Settled
from hotline.domain.calls.call import Direction
from hotline.store.callbacks import floods
from hotline.store.calls import half_hours
from hotline.store.tables import callbacks, calls, placed_calls

_OPEN_VALUES = [status.value for status in OPEN]
# Built once, like all statements needed for every call: building takes longer than SQLite's work on it.
_RESOLVE = (
    update(callbacks)
    .where(
        callbacks.c.number == bindparam("by"),
        callbacks.c.status.in_(_OPEN_VALUES),
        callbacks.c.last_missed_at <= bindparam("answered"),
    )
    .values(status=CallbackStatus.SELF_RESOLVED.value, ended_at=bindparam("answered"), next_at=None)
    .returning(callbacks.c.id, callbacks.c.agent)
)


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A missed call of a number.

    `queued_at` is when the citizen entered the queue, if they did. `queue` is the queue whose agents get the offer
    first, None for the main queue's, which are for all agents. `gave_up_soon`: they hung up within seconds, which does
    not release a slowed callback.
    """

    number: str
    queue: str | None
    started_at: datetime
    queued_at: datetime | None
    ended_at: datetime
    asked: bool
    gave_up_soon: bool = False


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A callback that has just been closed, and the agent it was assigned to."""

    id: int
    agent: str | None


def owe(connection: Connection, missed: Missed) -> int:
    """The id of the callback that covers this missed call. The first that applies:

    1. the number's open callback, which the call joins;
    2. one whose citizen was reached after this call had begun (they called while we were talking);
    3. a new one, closed at once if they have got through since; otherwise open.
    """
    known = connection.execute(select(callbacks.c.id).where(_open_of(missed.number))).scalar_one_or_none()
    if known is not None:
        _join(connection, known, missed)
        return int(known)
    reached = connection.execute(_reached_since(missed)).scalars().first()
    if reached is not None:
        return int(reached)
    through = connection.execute(_through_since(missed)).scalars().first() is not None
    return _open(connection, missed, CallbackStatus.SELF_RESOLVED if through else CallbackStatus.PENDING)


def owe_in_vain(connection: Connection, missed: Missed) -> int:
    """Record a missed call that cannot be called back (withheld, malformed) as an ended callback; returns its id."""
    return _open(connection, missed, CallbackStatus.INVALID)


def follow_up(connection: Connection, number: str, queue: str | None, at: datetime) -> int:
    """The id of the number's open callback, whatever its kind; else of a new one of the kind follow_up."""
    known = connection.execute(select(callbacks.c.id).where(_open_of(number))).scalar_one_or_none()
    if known is not None:
        return int(known)
    row = _row(number, queue, CallbackStatus.PENDING, at) | {"kind": CallbackKind.FOLLOW_UP.value, "missed_calls": 0}
    callback: int = connection.execute(insert(callbacks).values(**row).returning(callbacks.c.id)).scalar_one()
    return callback


def resolve(connection: Connection, number: str, answered_at: datetime) -> list[Closed]:
    """The citizen got through by themselves: close the number's open callback."""
    rows = connection.execute(_RESOLVE, {"by": number, "answered": answered_at})
    return _closed(connection, rows)


def reached(connection: Connection, callback: int, agent: str | None, at: datetime) -> None:
    """Citizen and agent are connected. This also applies to a callback cancelled a moment before."""
    stood = callbacks.c.status.in_((*_OPEN_VALUES, CallbackStatus.CANCELLED.value))
    _reach(connection, and_(callbacks.c.id == callback, stood), agent, at)


def reached_otherwise(connection: Connection, number: str, agent: str | None, at: datetime) -> list[Closed]:
    """An agent has reached the citizen by a call of their own."""
    mine = and_(_open_of(number), callbacks.c.last_missed_at <= at)
    return _reach(connection, mine, agent, at)


def settled(connection: Connection, callback: int, how: Settled, now: datetime) -> bool:
    """An attempt has failed; returns whether the callback was still being dialled."""
    is_over = how.status is not CallbackStatus.PENDING
    values: dict[str, Any] = {
        "status": how.status.value,
        "attempts": how.attempts,
        "next_at": how.next_at,
        "agent": None,
        "ended_at": now if is_over else None,
    }
    if how.tried:
        values["first_tried_at"] = func.coalesce(callbacks.c.first_tried_at, now)
    dialling = and_(callbacks.c.id == callback, callbacks.c.status == CallbackStatus.DIALLING.value)
    return connection.execute(update(callbacks).where(dialling).values(**values)).rowcount == 1


def ask_for(connection: Connection, callback: int, now: datetime) -> None:
    """The citizen pressed the key for a callback."""
    floods.release_one(connection, callbacks.c.id == callback, now)
    connection.execute(update(callbacks).where(callbacks.c.id == callback).values(asked=True))


def make_urgent(connection: Connection, number: str, now: datetime) -> None:
    """An agent has reported an emergency."""
    floods.release_one(connection, callbacks.c.number == number, now)
    connection.execute(update(callbacks).where(_open_of(number)).values(urgent=True))


def _reach(connection: Connection, which: ColumnElement[bool], agent: str | None, at: datetime) -> list[Closed]:
    reach = (
        update(callbacks)
        .where(which)
        .values(
            status=CallbackStatus.REACHED.value,
            agent=agent,
            attempts=callbacks.c.attempts + 1,
            first_tried_at=func.coalesce(callbacks.c.first_tried_at, at),
            reached_at=at,
            ended_at=at,
            next_at=None,
        )
        .returning(callbacks.c.id, callbacks.c.agent)
    )
    return _closed(connection, connection.execute(reach))


def _closed(connection: Connection, rows: Iterable[Row[Any]]) -> list[Closed]:
    """Callbacks that have just become reached or self-resolved."""
    closed = [Closed(id=row.id, agent=row.agent) for row in rows]
    half_hours.mark_callbacks(connection, [one.id for one in closed])
    return closed


def _open_of(number: str) -> ColumnElement[bool]:
    return and_(callbacks.c.number == number, callbacks.c.status.in_(_OPEN_VALUES))


def _join(connection: Connection, callback: int, missed: Missed) -> None:
    """Another missed call: the citizen is at the telephone, so the callback is due now.

    Citizens who ask for a callback get the earliest place that they have had in a queue. Calls abandoned within seconds
    are not counted, so they gain no priority.
    """
    values: dict[str, Any] = {"missed_calls": callbacks.c.missed_calls + (0 if missed.gave_up_soon else 1)}
    row = connection.execute(select(callbacks).where(callbacks.c.id == callback)).one()
    values["missed_at"] = min(row.missed_at, missed.ended_at)
    values["last_missed_at"] = max(row.last_missed_at, missed.ended_at)
    values["lasts_from"] = max(row.lasts_from, missed.ended_at)
    stays_slowed = row.brake == Brake.SLOWED.value and missed.gave_up_soon
    if row.status == CallbackStatus.PENDING.value and not stays_slowed:
        values["next_at"] = min(row.next_at, missed.ended_at)
        values["brake"] = Brake.RELEASED.value if row.brake else None
    values["place_at"] = min(row.place_at, missed.queued_at or missed.started_at)
    if missed.asked:
        values["asked"] = True
    values["kind"] = CallbackKind.MISSED.value  # its figures count the call
    connection.execute(update(callbacks).where(callbacks.c.id == callback).values(**values))


def _reached_since(missed: Missed) -> Any:
    placed = placed_calls
    return (
        select(placed.c.callback)
        .where(placed.c.number == missed.number, placed.c.callback.is_not(None), placed.c.reached_at.is_not(None))
        .where(or_(placed.c.ended_at.is_(None), placed.c.ended_at >= missed.started_at))
        .order_by(placed.c.reached_at)
        .limit(1)
    )


def _through_since(missed: Missed) -> Any:
    inbound = calls.c.direction == Direction.INBOUND.value
    later = and_(calls.c.caller == missed.number, calls.c.answered_at >= missed.ended_at)
    return select(calls.c.id).where(inbound, later).limit(1)


def _open(connection: Connection, missed: Missed, status: CallbackStatus) -> int:
    row = _row(missed.number, missed.queue, status, missed.ended_at)
    row |= {"place_at": missed.queued_at or missed.started_at, "asked": missed.asked}
    callback: int = connection.execute(insert(callbacks).values(**row).returning(callbacks.c.id)).scalar_one()
    return callback


def _row(number: str, queue: str | None, status: CallbackStatus, at: datetime) -> dict[str, Any]:
    """A callback as it begins at this moment."""
    is_open = status in OPEN
    return {
        "number": number,
        "queue": queue,
        "status": status.value,
        "missed_at": at,
        "last_missed_at": at,
        "place_at": at,
        "lasts_from": at,
        "asked": False,
        "next_at": at if is_open else None,
        "attempts": 0,
        "ended_at": None if is_open else at,
    }
