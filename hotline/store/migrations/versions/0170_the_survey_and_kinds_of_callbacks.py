"""the survey of a call; kinds of callbacks"""

import sqlalchemy as sa
from alembic import op

revision = "0170"
down_revision = "0130"
branch_labels = None
depends_on = None

_COUNTED = ["missed_at", "status", "first_tried_at", "attempts"]
_ASKED = sa.text("survey_asked_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("calls", sa.Column("survey_asked_at", sa.DateTime(timezone=True)))
    op.add_column("calls", sa.Column("survey_answer", sa.String(length=32)))
    op.add_column("calls", sa.Column("survey_at", sa.DateTime(timezone=True)))
    op.create_index("ix_calls_surveyed", "calls", ["survey_asked_at"], sqlite_where=_ASKED, postgresql_where=_ASKED)
    op.add_column("callbacks", sa.Column("kind", sa.String(length=16), nullable=False, server_default="missed"))
    op.drop_index("ix_callbacks_missed_at", "callbacks")
    op.create_index("ix_callbacks_missed_at", "callbacks", [*_COUNTED, "kind"])


def downgrade() -> None:
    op.drop_index("ix_callbacks_missed_at", "callbacks")
    op.create_index("ix_callbacks_missed_at", "callbacks", _COUNTED)
    op.drop_column("callbacks", "kind")
    op.drop_index("ix_calls_surveyed", "calls")
    for column in ("survey_at", "survey_answer", "survey_asked_at"):
        op.drop_column("calls", column)
