"""Callbacks as people read them, with the missed calls that each answers for."""

from collections.abc import Collection

from sqlalchemy import Connection, and_, bindparam, select

from hotline.domain.callbacks.callback import OPEN
from hotline.domain.calls.call import Direction
from hotline.store.callbacks.floods import SLOWED
from hotline.store.pages import Key, Page, page
from hotline.store.records import Record, record, records
from hotline.store.tables import callbacks, calls

_OPEN_VALUES = [status.value for status in OPEN]
_OPEN_OF = select(callbacks).where(callbacks.c.number == bindparam("of"), callbacks.c.status.in_(_OPEN_VALUES))

_CALLS_OF = (
    select(calls.c.callback, calls.c.id)
    .where(calls.c.callback.in_(bindparam("duties", expanding=True)), calls.c.direction == Direction.INBOUND.value)
    .order_by(calls.c.started_at, calls.c.id)
)


def get(connection: Connection, callback_id: int) -> Record | None:
    return record(connection, select(callbacks).where(callbacks.c.id == callback_id))


def open_of(connection: Connection, number: str) -> Record | None:
    """What is owed to a number now."""
    return record(connection, _OPEN_OF, {"of": number})


def page_of(
    connection: Connection,
    *,
    status: str | None,
    agent: str | None,
    after: Key | None,
    limit: int,
    slowed: bool = False,
) -> Page:
    """Callbacks, the one missed last first."""
    query = select(callbacks)
    if slowed:
        query = query.where(SLOWED)
    if status is not None:
        query = query.where(callbacks.c.status == status)
    if agent is not None:
        query = query.where(callbacks.c.agent == agent)
    return page(connection, query, [callbacks.c.missed_at, callbacks.c.id], after=after, limit=limit)


def calls_of(connection: Connection, callback_ids: Collection[int]) -> dict[int, list[str]]:
    """The inbound calls that each of these callbacks answers for, oldest first."""
    answered_for: dict[int, list[str]] = {callback_id: [] for callback_id in callback_ids}
    for callback_id, call_id in connection.execute(_CALLS_OF, {"duties": list(callback_ids)}):
        answered_for[callback_id].append(call_id)
    return answered_for


def missed_of(connection: Connection, callback_id: int) -> list[Record]:
    """The missed calls that a callback answers for, oldest first."""
    theirs = and_(calls.c.callback == callback_id, calls.c.direction == Direction.INBOUND.value)
    return records(connection, select(calls).where(theirs).order_by(calls.c.started_at, calls.c.id))
