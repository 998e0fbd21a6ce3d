"""transfers to colleagues and queues"""

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("sent_to", sa.String(32)))
    op.add_column("call_legs", sa.Column("picked_up_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("call_legs", "picked_up_at")
    op.drop_column("calls", "sent_to")
