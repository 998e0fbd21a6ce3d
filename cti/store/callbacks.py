"""Callbacks in SQL: the duty to ring a number back. A number has at most one open duty; the schema itself says so."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from cti.domain.callback import OPEN, CallbackStatus
from cti.store.tables import callbacks

_OPEN_VALUES = [status.value for status in OPEN]


def owe(connection: Connection, number: str, missed_at: datetime) -> int:
    """Join the open duty of this number, or open it; its id."""
    mine = (callbacks.c.number == number) & callbacks.c.status.in_(_OPEN_VALUES)
    known = connection.execute(select(callbacks.c.id).where(mine)).scalar_one_or_none()
    return known if known is not None else _open(connection, number, CallbackStatus.PENDING, missed_at)


def owe_in_vain(connection: Connection, number: str, missed_at: datetime) -> int:
    """A missed call that nobody can ring back (withheld, rubbish): listed, and over at once; its id."""
    return _open(connection, number, CallbackStatus.INVALID, missed_at)


def resolve(connection: Connection, number: str, now: datetime) -> None:
    """The citizen got through by themselves: nothing is owed to this number any more."""
    waiting = (CallbackStatus.PENDING.value, CallbackStatus.OFFERED.value)
    mine = (callbacks.c.number == number) & callbacks.c.status.in_(waiting)
    done = {"status": CallbackStatus.SELF_RESOLVED.value, "ended_at": now, "next_at": None, "agent": None}
    connection.execute(update(callbacks).where(mine).values(**done))


def _open(connection: Connection, number: str, status: CallbackStatus, missed_at: datetime) -> int:
    is_open = status in OPEN
    row = {
        "number": number,
        "status": status.value,
        "missed_at": missed_at,
        "next_at": missed_at if is_open else None,
        "attempts": 0,
        "ended_at": None if is_open else missed_at,
    }
    callback: int = connection.execute(insert(callbacks).values(**row).returning(callbacks.c.id)).scalar_one()
    return callback
