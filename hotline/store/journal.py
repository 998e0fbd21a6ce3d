"""How far the journals have been read, committed together with their content."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from hotline.store import key_values
from hotline.store.tables import journal_calls, queue_entries
from hotline.store.upsert import upsert


def position(connection: Connection, source: str) -> str | None:
    """The position in a journal; `source` is the node's name, for queue_log with /queue_log appended."""
    return key_values.get(connection, _name(source))


def move(connection: Connection, source: str, to: str) -> None:
    key_values.put(connection, _name(source), to)


def witness(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """The journal has seen these calls arrive: id, started_at."""
    upsert(connection, journal_calls, rows)


def witness_queue(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """queue_log has seen these calls enter a queue: id, entered_at."""
    unique = {row["id"]: row for row in rows}  # a call may enter more than one queue
    upsert(connection, queue_entries, list(unique.values()))


def _name(source: str) -> str:
    return f"journal:{source}"
