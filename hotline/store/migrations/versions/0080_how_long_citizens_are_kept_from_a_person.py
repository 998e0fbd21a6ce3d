"""how long citizens are kept from a person: from the arrival of a call to an agent"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0010"
branch_labels = None
depends_on = None

_SECONDS = {
    "sqlite": "ROUND((julianday(answered_at) - julianday(started_at)) * 86400, 3)",
    "postgresql": "EXTRACT(EPOCH FROM answered_at - started_at)",
}


def upgrade() -> None:
    op.add_column("calls", sa.Column("to_person_s", sa.Float(), nullable=True))
    seconds = _SECONDS[op.get_bind().dialect.name]
    op.execute(
        f"UPDATE calls SET to_person_s = {seconds} "  # noqa: S608 - one of the two above
        "WHERE direction = 'inbound' AND answered_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("calls", "to_person_s")
