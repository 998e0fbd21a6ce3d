"""Supervisors' parts in calls."""

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, text

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

LIVING = text("ended_at IS NULL")

# Each is written before the supervisor's telephone rings, and sent at most once (`sent_at`). `id` becomes that of the
# supervisor's channel; `channel` is the agent's. What became of it is projected from the facts of its call. `mode` is
# the present one, `wanted` the one last asked for, `modes` all with their times. `leave_asked_at` is when the
# supervisor asked to leave. A supervisor has one at a time, and so has a call.
supervisions = Table(
    "supervisions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("call", String(64), ForeignKey("calls.id"), nullable=False),
    Column("agent", String(64), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("supervisor", String(64), nullable=False),
    Column("extension", String(16), nullable=False),
    Column("shown", String(16), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("wanted", String(16), nullable=False),
    Column("modes", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("leave_asked_at", UtcDateTime),
    Column("joined_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "call", "created_at"),
    Index("one_living_supervision_of_a_call", "call", unique=True, sqlite_where=LIVING, postgresql_where=LIVING),
    Index(
        "one_living_supervision_of_a_supervisor",
        "supervisor",
        unique=True,
        sqlite_where=LIVING,
        postgresql_where=LIVING,
    ),
)
