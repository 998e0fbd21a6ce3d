"""Whether an agent's desk is open."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desks",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_left", sa.String(length=16), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["agents.username"], name=op.f("fk_desks_username"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_desks")),
    )


def downgrade() -> None:
    op.drop_table("desks")
