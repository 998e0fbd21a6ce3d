"""The outbox: events are committed with the change that they tell of, and leave when the stream has them, so that a
crash between the two loses none.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from cti.domain.events import Event
from cti.store.tables import outbox


def put(connection: Connection, events: Sequence[Event]) -> None:
    if events:
        connection.execute(
            insert(outbox),
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


def waiting(connection: Connection, limit: int = 500) -> Sequence[Row[Any]]:
    """The oldest events that the stream has not confirmed."""
    return connection.execute(select(outbox).order_by(outbox.c.seq).limit(limit)).all()


def forget(connection: Connection, up_to_seq: int) -> None:
    """The stream has these."""
    connection.execute(delete(outbox).where(outbox.c.seq <= up_to_seq))
