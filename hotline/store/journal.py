"""How far the journals have been read, committed together with their content."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from hotline.store import key_values
from hotline.store.tables import journal_calls, queue_entries
from hotline.store.upsert import upsert


def position(connection: Connection, source: str) -> str | None:
    """The position in a journal; `source` is the node's name, for queue_log with /queue_log appended."""
    return key_values.get(connection, _name(source))


def move(connection: Connection, source: str, to: str) -> None:
    key_values.put(connection, _name(source), to)


def witness(connection: Connection, arrivals: Mapping[str, datetime]) -> None:
    """The journal has seen these calls arrive, each at that moment."""
    upsert(connection, journal_calls, [{"id": call, "started_at": at} for call, at in arrivals.items()])


def witness_queue(connection: Connection, entries: Mapping[str, datetime]) -> None:
    """queue_log has seen these calls enter a queue, each at that moment; of several queues the last one counts."""
    upsert(connection, queue_entries, [{"id": call, "entered_at": at} for call, at in entries.items()])


def _name(source: str) -> str:
    return f"journal:{source}"
