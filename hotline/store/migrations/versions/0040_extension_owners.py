"""who had an extension when"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now nobody wrote it down: whoever has an extension is taken to have had it always."""
    op.create_table(
        "extension_owners",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("extension", sa.String(length=16), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_extension_owners"),
    )
    op.create_index("ix_extension_owners_extension_since", "extension_owners", ["extension", "since"])
    op.create_index("ix_extension_owners_username", "extension_owners", ["username"])
    op.execute(
        "INSERT INTO extension_owners (extension, username, since) "
        "SELECT extension, username, '1970-01-01 00:00:00' FROM agents WHERE extension IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("extension_owners")
