"""What has been read of the journal, committed together with what it told."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from cti.store import marks
from cti.store.tables import journal_calls
from cti.store.upsert import upsert


def position(connection: Connection, node: str) -> str | None:
    """Up to where a node's journal has been read."""
    return marks.get(connection, _name(node))


def move(connection: Connection, node: str, to: str) -> None:
    marks.put(connection, _name(node), to)


def witness(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """The journal has seen these calls arrive: id, started_at."""
    upsert(connection, journal_calls, rows)


def _name(node: str) -> str:
    return f"journal:{node}"
