"""Data of running roles: events to send, alarms, small values."""

from sqlalchemy import (
    JSON,
    Column,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
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

# What a supervisor must look at, one row per kind and subject.
alarms = Table(
    "alarms",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False, default=1),
    UniqueConstraint("kind", "subject"),
)

# Small counters and offsets, by name.
marks = Table(
    "marks",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
