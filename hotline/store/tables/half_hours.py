"""Sums by half hours, so that a figure of a month does not read its calls."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

MISSED_COLUMNS = tuple(
    f"missed_{where}" for where in ("greeting", "queue", "ringing", "full", "empty", "timeout", "down")
)
COUNTED = (
    *("offered", "answered", "missed", *MISSED_COLUMNS, "unknown"),
    *("in_time", "owed", "recovered", "overflowed", "waited_ms", "to_person_ms", "talked_ms"),
)

# Inbound calls that are over, by the half hour in which they began and their first queue. `in_time`: answered within
# the queue's threshold; `owed`: missed and with a callback; `recovered`: those of them whose citizen was reached later.
# Times are sums over answered calls, `longest_wait_ms` is of all.
half_hours = Table(
    "half_hours",
    metadata,
    Column("start_at", UtcDateTime, primary_key=True),
    Column("queue", String(32), primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in COUNTED),
    Column("longest_wait_ms", BigInteger, nullable=False),
)

# Inbound calls that an agent answered, by the half hour in which they began.
agent_half_hours = Table(
    "agent_half_hours",
    metadata,
    Column("start_at", UtcDateTime, primary_key=True),
    Column("agent", String(64), primary_key=True),
    Column("answered", BigInteger, nullable=False),
    Column("talked_ms", BigInteger, nullable=False),
)

# Moments whose half hours must be counted again from their calls. Rows are only added and removed, never changed, so
# that a change made while a half hour is counted is not overlooked.
half_hour_marks = Table(
    "half_hour_marks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "at"),
)

# The state that each agent with a telephone is in now, and since when it has not been added to the sums below.
agent_spells = Table(
    "agent_spells",
    metadata,
    Column("agent", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

# How long each agent was in each state, by half hours.
agent_times = Table(
    "agent_times",
    metadata,
    Column("agent", String(64), primary_key=True),
    Column("start_at", UtcDateTime, primary_key=True),
    Column("state", String(16), primary_key=True),
    Column("reason", String(64), primary_key=True),
    Column("lasted_ms", BigInteger, nullable=False),
)

# The same for all agents together.
state_times = Table(
    "state_times",
    metadata,
    Column("start_at", UtcDateTime, primary_key=True),
    Column("state", String(16), primary_key=True),
    Column("lasted_ms", BigInteger, nullable=False),
)
