"""looks say what was asked for and how much was found; numbers that were asked by, as keyed hashes"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("looks", sa.Column("number_hash", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("looks", sa.Column("filters", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("looks", sa.Column("hits", sa.Integer(), nullable=True))
    op.add_column("looks", sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_looks_username_at", "looks", ["username", "at"])
    op.create_index("ix_looks_number_hash", "looks", ["number_hash"])


def downgrade() -> None:
    op.drop_index("ix_looks_number_hash", "looks")
    op.drop_index("ix_looks_username_at", "looks")
    for column in ("counted", "hits", "filters", "number_hash"):
        op.drop_column("looks", column)
