"""queues for the day; a password that was chosen by an admin is to be changed"""

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usual_queues",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("penalties", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"], ["agents.username"], name=op.f("fk_usual_queues_username"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_usual_queues")),
    )
    op.add_column("agents", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("agents", "must_change_password")
    op.drop_table("usual_queues")
