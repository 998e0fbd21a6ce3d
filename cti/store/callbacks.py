"""Callbacks in SQL: the duty to ring a number back. A number has at most one open duty; the schema itself says so."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from cti.domain.callback import OPEN, CallbackStatus
from cti.store.tables import callbacks

_OPEN_VALUES = [status.value for status in OPEN]
_WAITING_VALUES = [CallbackStatus.PENDING.value, CallbackStatus.OFFERED.value]
# Built once, as each statement that every call needs: that takes longer than SQLite's work on it.
_RESOLVE = (
    update(callbacks)
    .where(callbacks.c.number == bindparam("by"), callbacks.c.status.in_(_WAITING_VALUES))
    .values(status=CallbackStatus.SELF_RESOLVED.value, ended_at=bindparam("now"), next_at=None, agent=None)
)


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
    connection.execute(_RESOLVE, {"by": number, "now": now})


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
