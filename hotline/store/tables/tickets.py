"""Tickets."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

# The record of one call. `number` is DAY-SEQUENCE in the centre's time zone, without gaps.
tickets = Table(
    "tickets",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("call", String(64), ForeignKey("calls.id"), nullable=False, unique=True),
    Column("caller", String(32), nullable=False),
    Column("agent", String(64)),
    Column("status", String(16), nullable=False, default="open"),
    Column("category", String(32), nullable=False, default=""),
    Column("subject", String(200), nullable=False, default=""),
    Column("content", Text, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "caller", "created_at"),
    Index(None, "created_at", "number"),
    Index(None, "agent", "created_at"),
)

ticket_notes = Table(
    "ticket_notes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", String(20), ForeignKey("tickets.number"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("author", String(64), nullable=False),
    Column("text", Text, nullable=False),
)

# Changes of tickets: the values before and after; `call` if a call gave the ticket to another agent.
ticket_changes = Table(
    "ticket_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", String(20), ForeignKey("tickets.number"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("username", String(64), nullable=False),
    Column("call", String(64)),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
)

# The last number given on each day; taken in the transaction that creates the ticket, so there are no gaps or
# duplicates.
ticket_days = Table(
    "ticket_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)
