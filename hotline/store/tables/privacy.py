"""Who logged in, who looked."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

# Who logged in and out, from where, who guessed, and who changed whom (hotline.store.privacy.access_log).
access_log = Table(
    "access_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("username", String(64), nullable=False, default=""),
    Column("actor", String(64), nullable=False, default=""),
    Column("address", String(64), nullable=False, default=""),
    Column("count", Integer, nullable=False, default=1),
    Column("detail", JSON, nullable=False),
    Index(None, "username", "at"),
)

# Every look at a citizen's data: who, when, at what, why. `subject` names the record, never a number in clear; which
# number was asked by stands as a keyed hash. `filters` are those of a list, `hits` what it found; `counted`: for the
# hourly budget.
looks = Table(
    "looks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("username", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("reason", String(200), nullable=False, default=""),
    Column("full_number", Boolean, nullable=False),
    Column("number_hash", String(64), nullable=False, default="", index=True),
    Column("filters", JSON, nullable=False, default=dict),
    Column("hits", Integer),
    Column("counted", Boolean, nullable=False, default=False),
    Index(None, "username", "at"),
    Index(None, "what", "id"),
)
