"""Transfers and the directory."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

OPEN_TRANSFER = text("state IN ('dialling', 'talking')")

# Lines that a call can be sent to with one key. An entry of hotline.toml is as it says there until somebody has edited
# or removed it (`edited`): then this is the truth.
directory = Table(
    "directory",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("numbers", JSON, nullable=False),
    Column("ring_s", Float, nullable=False),
    Column("emergency", Boolean, nullable=False, default=False),
    Column("hours", JSON, nullable=False),
    Column("note_required", Boolean, nullable=False, default=False),
    Column("code", String(4), unique=True),
    Column("edited", Boolean, nullable=False, default=False),
    Column("removed", Boolean, nullable=False, default=False),
)

# Who edited the directory, when, and the entry as it was left; a removed one as it was before.
directory_edits = Table(
    "directory_edits",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("username", String(64), nullable=False),
    Column("what", String(16), nullable=False),
    Column("key", String(32), nullable=False),
    Column("entry", JSON, nullable=False),
)

# Transfers, each written before Asterisk is told, but for those that were keyed on a telephone. What became of it is
# projected from the facts of its call; a call has at most one open transfer.
# `end_asked_at` is when the agent last asked to complete or cancel it.
transfers = Table(
    "transfers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("call", String(64), ForeignKey("calls.id"), nullable=False),
    Column("agent", String(64), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("target", String(64), nullable=False),
    Column("name", String(64), nullable=False, default=""),
    Column("numbers", JSON, nullable=False),
    Column("emergency", Boolean, nullable=False, default=False),
    Column("ticket", String(20)),
    Column("note", Text, nullable=False, default=""),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False, default=""),
    Column("tried", JSON, nullable=False),
    Column("answered_by", String(32), nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("end_asked_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "call", "created_at"),
    Index(None, "ticket", "created_at"),
    Index(None, "created_at"),
    Index("one_open_transfer", "call", unique=True, sqlite_where=OPEN_TRANSFER, postgresql_where=OPEN_TRANSFER),
)
