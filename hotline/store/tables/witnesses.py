"""What the journal and queue_log have seen."""

from sqlalchemy import (
    Column,
    Integer,
    String,
    Table,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

# Calls that the journal on Asterisk's disk has seen arrive, written only by its reader: the second count of calls.
journal_calls = Table(
    "journal_calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("started_at", UtcDateTime, nullable=False, index=True),
)

# Calls that queue_log has seen enter a queue: the third count, for the audit only.
queue_entries = Table(
    "queue_entries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("entered_at", UtcDateTime, nullable=False, index=True),
)

# Times in which a node's journal could not be written (a full disk): calls from then may be missing in it.
gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("node", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False, index=True),
    Column("until", UtcDateTime, nullable=False),
    Column("reason", String(32), nullable=False),
)
