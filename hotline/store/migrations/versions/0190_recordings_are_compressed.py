"""recordings are compressed after the call, and kept with a hash"""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0170"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_recordings_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_recordings")),
    )
    op.create_index(op.f("ix_recordings_kept_at"), "recordings", ["kept_at"])


def downgrade() -> None:
    op.drop_table("recordings")
