"""a supervisor sets an agent's state, or ends a call"""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("wish_by", sa.String(64), nullable=False, server_default=""))
    op.add_column("calls", sa.Column("ended_by", sa.String(64), nullable=False, server_default=""))
    op.add_column("calls", sa.Column("end_reason", sa.String(200), nullable=False, server_default=""))
    op.add_column("calls", sa.Column("end_asked_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("calls", "end_asked_at")
    op.drop_column("calls", "end_reason")
    op.drop_column("calls", "ended_by")
    op.drop_column("agents", "wish_by")
