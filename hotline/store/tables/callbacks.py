"""Callbacks."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

OPEN_CALLBACK = text("status IN ('pending', 'offered', 'dialling')")
TAKEN_CALLBACK = text("status IN ('offered', 'dialling')")

# The duty to call one number back; `kind` is why. A number has at most one open callback, and an agent works on one at
# a time. `missed_at` is when a callback of another kind than missed was opened. `place_at` is when the citizen first
# entered the queue; `lasts_from` is where the expiry starts; an offer lapses at `offered_until`. `queue` is the queue
# whose agents get the offer first, null for the main queue's, which are for all agents. `reserved_for` is the agent to
# whom a supervisor gave it, `first_at` is when one put it first. `brake`: slowed during a burst of calls, or released
# from it (hotline.domain.callbacks.floods).
callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", String(32), nullable=False),
    Column("kind", String(16), nullable=False, default="missed", server_default="missed"),
    Column("queue", String(32)),
    Column("status", String(16), nullable=False),
    Column("missed_at", UtcDateTime, nullable=False),
    Column("last_missed_at", UtcDateTime, nullable=False),
    Column("place_at", UtcDateTime, nullable=False),
    Column("lasts_from", UtcDateTime, nullable=False),
    Column("missed_calls", Integer, nullable=False, default=1),
    Column("asked", Boolean, nullable=False, default=False),
    Column("brake", String(16)),
    Column("urgent", Boolean, nullable=False, default=False),
    Column("next_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("agent", String(64)),
    Column("offered_until", UtcDateTime),
    Column("outcome", String(16)),
    Column("first_tried_at", UtcDateTime),
    Column("reached_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("reserved_for", String(64)),
    Column("first_at", UtcDateTime),
    Column("cancelled_by", String(64), nullable=False, default="", server_default=""),
    Column("cancel_reason", String(200), nullable=False, default="", server_default=""),
    Index(None, "missed_at", "id"),
    Index(None, "status", "missed_at"),
    # all that is counted of them
    Index("ix_callbacks_missed_at", "missed_at", "status", "first_tried_at", "attempts", "kind"),
    Index(None, "number"),  # asked for each call; the next one is passed over where states are parameters
    Index("one_open_callback", "number", unique=True, sqlite_where=OPEN_CALLBACK, postgresql_where=OPEN_CALLBACK),
    Index("one_callback_an_agent", "agent", unique=True, sqlite_where=TAKEN_CALLBACK, postgresql_where=TAKEN_CALLBACK),
)

# Offers that an agent did not accept: that agent does not get the same one again soon.
declines = Table(
    "declines",
    metadata,
    Column("callback", Integer, ForeignKey("callbacks.id"), primary_key=True),
    Column("agent", String(64), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
)
