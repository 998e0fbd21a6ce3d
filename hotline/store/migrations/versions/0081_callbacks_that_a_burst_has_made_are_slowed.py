"""callbacks that a burst of calls has made are slowed"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("callbacks", sa.Column("brake", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("callbacks", "brake")
