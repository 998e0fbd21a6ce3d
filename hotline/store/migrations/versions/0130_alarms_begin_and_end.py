"""An alarm has a start, an end and an acknowledgement; a callback may be for one agent, put first, cancelled for a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0141"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("alarms") as alarms:
        alarms.drop_constraint(op.f("uq_alarms_kind_subject"), type_="unique")
        alarms.add_column(sa.Column("ended_at", sa.DateTime(timezone=True)))
        alarms.add_column(sa.Column("acknowledged_at", sa.DateTime(timezone=True)))
        alarms.add_column(sa.Column("acknowledged_by", sa.String(length=64), nullable=False, server_default=""))
    op.create_index(
        "one_open_alarm", "alarms", ["kind", "subject"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index(op.f("ix_alarms_last_at_id"), "alarms", ["last_at", "id"])
    op.add_column("callbacks", sa.Column("reserved_for", sa.String(length=64)))
    op.add_column("callbacks", sa.Column("first_at", sa.DateTime(timezone=True)))
    op.add_column("callbacks", sa.Column("cancelled_by", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("callbacks", sa.Column("cancel_reason", sa.String(length=200), nullable=False, server_default=""))
    op.create_index(op.f("ix_callbacks_missed_at_id"), "callbacks", ["missed_at", "id"])
    op.create_index(op.f("ix_looks_what_id"), "looks", ["what", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_looks_what_id"), "looks")
    op.drop_index(op.f("ix_callbacks_missed_at_id"), "callbacks")
    for column in ("cancel_reason", "cancelled_by", "first_at", "reserved_for"):
        op.drop_column("callbacks", column)
    op.drop_index(op.f("ix_alarms_last_at_id"), "alarms")
    op.drop_index("one_open_alarm", "alarms")
    op.execute("DELETE FROM alarms WHERE ended_at IS NOT NULL")
    with op.batch_alter_table("alarms") as alarms:
        for name in ("acknowledged_by", "acknowledged_at", "ended_at"):
            alarms.drop_column(name)
        alarms.create_unique_constraint(op.f("uq_alarms_kind_subject"), ["kind", "subject"])
