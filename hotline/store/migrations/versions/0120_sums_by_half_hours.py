"""Sums by half hours for figures, which are counted from the calls after the start

Each half hour that may have calls is marked here; cti counts the marked ones in small steps, the newest first, while
the hotline works.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0140"
branch_labels = None
depends_on = None

HALF_HOUR = timedelta(minutes=30)
_MISSED = ("greeting", "queue", "ringing", "full", "empty", "timeout", "down")
_COUNTED = (
    *("offered", "answered", "missed", *(f"missed_{where}" for where in _MISSED), "unknown"),
    *("in_time", "owed", "recovered", "overflowed", "waited_ms", "to_person_ms", "talked_ms", "longest_wait_ms"),
)


def upgrade() -> None:
    op.create_table(
        "half_hours",
        _moment("start_at"),
        sa.Column("queue", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _COUNTED),
        sa.PrimaryKeyConstraint("start_at", "queue", name=op.f("pk_half_hours")),
    )
    op.create_table(
        "agent_half_hours",
        _moment("start_at"),
        sa.Column("agent", sa.String(length=64), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=False),
        sa.Column("talked_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("start_at", "agent", name=op.f("pk_agent_half_hours")),
    )
    marks = op.create_table(
        "half_hour_marks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_hour_marks")),
    )
    op.create_index("ix_half_hour_marks_at", "half_hour_marks", ["at"])
    op.create_table(
        "agent_spells",
        sa.Column("agent", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        _moment("since"),
        sa.PrimaryKeyConstraint("agent", name=op.f("pk_agent_spells")),
    )
    op.create_table(
        "agent_times",
        sa.Column("agent", sa.String(length=64), nullable=False),
        _moment("start_at"),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("lasted_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "start_at", "state", "reason", name=op.f("pk_agent_times")),
    )
    op.create_table(
        "state_times",
        _moment("start_at"),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lasted_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("start_at", "state", name=op.f("pk_state_times")),
    )
    # what is counted of callbacks stands in the index
    op.create_index("ix_callbacks_missed_at", "callbacks", ["missed_at", "status", "first_tried_at", "attempts"])
    _mark_all(marks)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _mark_all(marks: sa.Table) -> None:
    calls = sa.table("calls", sa.column("started_at", sa.DateTime(timezone=True)))
    first, last = (
        op.get_bind().execute(sa.select(sa.func.min(calls.c.started_at), sa.func.max(calls.c.started_at))).one()
    )
    if first is None:
        return
    rows = []
    while first <= last + HALF_HOUR:
        rows.append({"at": first})
        first += HALF_HOUR
    op.bulk_insert(marks, rows)


def downgrade() -> None:
    op.drop_index("ix_callbacks_missed_at", "callbacks")
    for table in ("state_times", "agent_times", "agent_spells", "half_hour_marks", "agent_half_hours", "half_hours"):
        op.drop_table(table)
