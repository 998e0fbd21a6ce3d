"""supervisors listen to calls"""

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0171"
branch_labels = None
depends_on = None

_LIVING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "supervisions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("supervisor", sa.String(length=64), nullable=False),
        sa.Column("extension", sa.String(length=16), nullable=False),
        sa.Column("shown", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("wanted", sa.String(length=16), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("leave_asked_at", sa.DateTime(timezone=True)),
        sa.Column("joined_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_supervisions_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisions")),
    )
    op.create_index(op.f("ix_supervisions_call_created_at"), "supervisions", ["call", "created_at"])
    for name, column in (
        ("one_living_supervision_of_a_call", "call"),
        ("one_living_supervision_of_a_supervisor", "supervisor"),
    ):
        op.create_index(name, "supervisions", [column], unique=True, sqlite_where=_LIVING, postgresql_where=_LIVING)


def downgrade() -> None:
    op.drop_table("supervisions")
