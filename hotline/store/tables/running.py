"""Data of running roles: events to send, alarms, small values."""

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

# Events committed with the change they are about, until they are in the stream.
outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("type", String(32), nullable=False),
    Column("call", String(64), nullable=False, default=""),
    Column("agent", String(64), nullable=False, default=""),
    Column("payload", JSON, nullable=False),
    sqlite_autoincrement=True,
)

OPEN_ALARM = text("ended_at IS NULL")

# What a supervisor must look at: at most one open row per kind and subject. Who has looked acknowledges it.
alarms = Table(
    "alarms",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False, default=1),
    Column("ended_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", String(64), nullable=False, default="", server_default=""),
    Index(None, "last_at", "id"),
    Index("one_open_alarm", "kind", "subject", unique=True, sqlite_where=OPEN_ALARM, postgresql_where=OPEN_ALARM),
)

# Small counters and offsets, by name.
marks = Table(
    "marks",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
