"""notices that callers hear before the greeting"""

import sqlalchemy as sa
from alembic import op

revision = "0171"
down_revision = "0190"
branch_labels = None
depends_on = None

_NOTICED = sa.text("notice IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("recorded", sa.String(length=64), nullable=False),
        sa.Column("made", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notices_until_at"), "notices", ["until_at"])
    op.create_table(
        "notice_sounds",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name=op.f("fk_notice_sounds_notice"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_notice_sounds")),
    )
    op.add_column("calls", sa.Column("notice", sa.Integer()))
    op.create_index("ix_calls_notice", "calls", ["notice"], sqlite_where=_NOTICED, postgresql_where=_NOTICED)


def downgrade() -> None:
    op.drop_index("ix_calls_notice", "calls")
    op.drop_column("calls", "notice")
    op.drop_table("notice_sounds")
    op.drop_table("notices")
