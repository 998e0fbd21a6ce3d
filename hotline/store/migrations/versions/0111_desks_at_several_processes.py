"""A desk may be open at several processes: each says so for itself."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open_desks",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("process", sa.String(length=16), nullable=False),
        sa.Column("cut_off", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"], ["agents.username"], name=op.f("fk_open_desks_username"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("username", "process", name=op.f("pk_open_desks")),
    )
    op.execute(
        "INSERT INTO open_desks (username, process, cut_off, seen_at) "
        "SELECT username, 'before', false, seen_at FROM desks WHERE open AND seen_at IS NOT NULL"
    )
    op.drop_column("desks", "open")


def downgrade() -> None:
    op.add_column("desks", sa.Column("open", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE desks SET open = true WHERE username IN (SELECT username FROM open_desks WHERE NOT cut_off)")
    op.drop_table("open_desks")
