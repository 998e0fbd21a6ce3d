"""Callbacks as users read them, with the missed calls of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, select

from hotline.domain.callbacks.callback import OPEN, CallbackStatus
from hotline.domain.callbacks.floods import Brake
from hotline.domain.calls.call import Direction
from hotline.store.callbacks.floods import SLOWED
from hotline.store.pages import Key, Page, page
from hotline.store.rows import reader, row, rows
from hotline.store.tables import callbacks, calls

_OPEN_VALUES = [status.value for status in OPEN]
_OVER_VALUES = [status.value for status in CallbackStatus if status not in OPEN]
_OPEN_OF = select(callbacks).where(callbacks.c.number == bindparam("of"), callbacks.c.status.in_(_OPEN_VALUES))

_CALLS_OF = (
    select(calls.c.callback, calls.c.id)
    .where(calls.c.callback.in_(bindparam("duties", expanding=True)), calls.c.direction == Direction.INBOUND.value)
    .order_by(calls.c.started_at, calls.c.id)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackRow:
    """A row of `callbacks`."""

    id: int
    number: str
    kind: str
    queue: str | None
    status: str
    missed_at: datetime
    last_missed_at: datetime
    place_at: datetime
    lasts_from: datetime
    missed_calls: int
    asked: bool
    brake: str | None
    urgent: bool
    next_at: datetime | None
    attempts: int
    agent: str | None
    offered_until: datetime | None
    outcome: str | None
    first_tried_at: datetime | None
    reached_at: datetime | None
    ended_at: datetime | None
    reserved_for: str | None
    first_at: datetime | None
    cancelled_by: str
    cancel_reason: str

    @property
    def slowed(self) -> bool:
        """Whether a burst of calls caused it, and no supervisor has decided yet."""
        return self.status == CallbackStatus.PENDING.value and self.brake == Brake.SLOWED.value


@dataclass(frozen=True, kw_only=True, slots=True)
class MissedRow:
    """A missed call of a callback: the number dialled, how long the citizen waited, and where."""

    call: str
    started_at: datetime
    wait_s: float | None
    missed_in: str | None
    queue: str | None
    called: str
    called_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackWithCalls:
    """A callback, and the ids of its inbound calls, oldest first."""

    row: CallbackRow
    calls: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class CallbackFilter:
    """None means no condition. `since` is inclusive, `until` exclusive, both about the first missed call; `number` is
    in canonical form. `only_of`: only those of this user.
    """

    since: datetime | None = None
    until: datetime | None = None
    status: str | None = None
    is_open: bool | None = None
    number: str | None = None
    agent: str | None = None
    queue: str | None = None
    asked: bool | None = None
    urgent: bool | None = None
    slowed: bool = False
    kind: str | None = None
    only_of: str | None = None


_MISSED = (
    calls.c.id.label("call"),
    *(calls.c.started_at, calls.c.wait_s, calls.c.missed_in, calls.c.queue, calls.c.called, calls.c.called_name),
)


def get(connection: Connection, callback_id: int) -> CallbackRow | None:
    return row(connection, CallbackRow, select(callbacks).where(callbacks.c.id == callback_id))


def open_of(connection: Connection, number: str) -> CallbackRow | None:
    """The open callback of a number."""
    return row(connection, CallbackRow, _OPEN_OF, {"of": number})


def page_of(
    connection: Connection, wanted: CallbackFilter, *, after: Key | None, limit: int
) -> Page[CallbackWithCalls]:
    """Callbacks with their calls, the most recently missed first."""
    query = select(callbacks).where(*_conditions(wanted))
    key = [callbacks.c.missed_at, callbacks.c.id]
    found = page(connection, reader(CallbackRow), query, key, after=after, limit=limit)
    calls = calls_of(connection, [row.id for row in found.rows])
    return Page(rows=[CallbackWithCalls(row=row, calls=calls[row.id]) for row in found.rows], next=found.next)


def _conditions(wanted: CallbackFilter) -> list[ColumnElement[bool]]:
    conditions = [
        column == value
        for column, value in (
            (callbacks.c.status, wanted.status),
            (callbacks.c.number, wanted.number),
            (callbacks.c.kind, wanted.kind),
            (callbacks.c.agent, wanted.agent),
            (callbacks.c.agent, wanted.only_of),
            (callbacks.c.queue, wanted.queue),
            (callbacks.c.asked, wanted.asked),
            (callbacks.c.urgent, wanted.urgent),
        )
        if value is not None
    ]
    if wanted.is_open is not None:
        conditions.append(callbacks.c.status.in_(_OPEN_VALUES if wanted.is_open else _OVER_VALUES))
    if wanted.slowed:
        conditions.append(SLOWED)
    if wanted.since is not None:
        conditions.append(callbacks.c.missed_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(callbacks.c.missed_at < wanted.until)
    return conditions


def calls_of(connection: Connection, callback_ids: Collection[int]) -> dict[int, list[str]]:
    """The inbound calls of each of these callbacks, oldest first."""
    answered_for: dict[int, list[str]] = {callback_id: [] for callback_id in callback_ids}
    for callback_id, call_id in connection.execute(_CALLS_OF, {"duties": list(callback_ids)}):
        answered_for[callback_id].append(call_id)
    return answered_for


def missed_of(connection: Connection, callback_id: int) -> list[MissedRow]:
    """The missed calls of a callback, oldest first."""
    theirs = and_(calls.c.callback == callback_id, calls.c.direction == Direction.INBOUND.value)
    return rows(connection, MissedRow, select(*_MISSED).where(theirs).order_by(calls.c.started_at, calls.c.id))
