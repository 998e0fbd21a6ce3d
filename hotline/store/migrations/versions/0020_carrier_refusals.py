"""refusals of the carrier, in a row"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carrier_refusals",
        sa.Column("trunk", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("trunk", name=op.f("pk_carrier_refusals")),
    )


def downgrade() -> None:
    op.drop_table("carrier_refusals")
