"""The outbox: events are committed with the change they are about, and deleted once they are in the stream, so that a
crash in between loses none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from hotline.domain.calls.events import Event
from hotline.store import key_values
from hotline.store.tables import outbox

FORGOTTEN = "outbox_forgotten"

AT_ONCE = 500

_PUT = insert(outbox)
_WAITING = select(outbox).where(outbox.c.seq > bindparam("after")).order_by(outbox.c.seq).limit(bindparam("most"))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An event that is not confirmed to be in the stream; `seq` orders all events."""

    seq: int
    at: datetime
    type: str
    call: str
    agent: str
    payload: Mapping[str, Any]


def put(connection: Connection, events: Sequence[Event]) -> None:
    if events:
        connection.execute(
            _PUT,
            [
                {
                    "at": event.at,
                    "type": event.type.value,
                    "call": event.call,
                    "agent": event.agent,
                    "payload": dict(event.payload),
                }
                for event in events
            ],
        )


def waiting(connection: Connection, after_seq: int, limit: int = AT_ONCE) -> list[Waiting]:
    """The oldest events after this one."""
    rows = connection.execute(_WAITING, {"after": after_seq, "most": limit})
    return [
        Waiting(seq=row.seq, at=row.at, type=row.type, call=row.call, agent=row.agent, payload=row.payload)
        for row in rows
    ]


def forget(connection: Connection, up_to_seq: int) -> None:
    """These are in the stream: delete them."""
    connection.execute(delete(outbox).where(outbox.c.seq <= up_to_seq))
    key_values.put(connection, FORGOTTEN, str(up_to_seq))


def newest_seq(connection: Connection) -> int:
    """The greatest sequence number that this database may have given to the stream."""
    newest = connection.execute(select(func.max(outbox.c.seq))).scalar_one()
    return max(newest or 0, int(key_values.get(connection, FORGOTTEN) or 0))
