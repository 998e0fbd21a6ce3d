"""Notices that callers hear before the greeting."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

# `queues` [] is all. `recorded` is the hash of an uploaded sound, "" for the spoken text; `made` names the sound file
# that callers hear, "" while there is none (cti makes it). A removed notice stays, because calls name it.
notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("title", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("queues", JSON, nullable=False),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False, index=True),
    Column("counts", Boolean, nullable=False),
    Column("recorded", String(64), nullable=False, default=""),
    Column("made", String(64), nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("removed_at", UtcDateTime),
    sqlite_autoincrement=True,
)

# Uploaded sounds, as they came.
notice_sounds = Table(
    "notice_sounds",
    metadata,
    Column("notice", Integer, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
    Column("sound", LargeBinary, nullable=False),
)
