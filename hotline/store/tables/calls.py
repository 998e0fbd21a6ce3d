"""Calls, what they are made of, and those that we place."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

NOT_OVER = text("ended_at IS NULL")
NOTICED = text("notice IS NOT NULL")
ASKED = text("survey_asked_at IS NOT NULL")

# One conversation as the citizen lived it. `id` is the uniqueid of the citizen's channel, node in front. `ended_by` is
# the supervisor who ended it for everybody, at `end_asked_at` (hotline.commands.ending).
calls = Table(
    "calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("direction", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("outcome", String(16)),
    Column("missed_in", String(16)),
    Column("caller", String(32), nullable=False),
    Column("caller_name", String(200), nullable=False, default=""),
    Column("called", String(32), nullable=False),
    Column("called_name", String(64), nullable=False, default=""),
    Column("trunk", String(32), nullable=False, default=""),
    Column("origin", String(32), nullable=False, default=""),
    Column("queue", String(32)),
    Column("overflowed_to", String(32)),
    Column("sent_to", String(32)),
    Column("agent", String(64)),
    Column("started_at", UtcDateTime, nullable=False),
    Column("queued_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("wait_s", Float),
    Column("to_person_s", Float),
    Column("talk_s", Float),
    Column("ticket", String(20)),
    Column("callback", Integer, ForeignKey("callbacks.id")),
    Column("recording", String(255)),
    Column("citizen", String(64), nullable=False, default=""),
    Column("ended_by", String(64), nullable=False, default="", server_default=""),
    Column("end_reason", String(200), nullable=False, default="", server_default=""),
    Column("end_asked_at", UtcDateTime),
    Column("notice", Integer),
    Column("survey_asked_at", UtcDateTime),
    Column("survey_answer", String(32)),
    Column("survey_at", UtcDateTime),
    Index(None, "started_at", "id"),
    Index(None, "caller", "started_at"),
    Index(None, "agent", "started_at"),
    Index(None, "callback"),
    Index("ix_calls_notice", "notice", sqlite_where=NOTICED, postgresql_where=NOTICED),
    Index("ix_calls_surveyed", "survey_asked_at", sqlite_where=ASKED, postgresql_where=ASKED),
    Index("ix_calls_live", "started_at", "id", sqlite_where=NOT_OVER, postgresql_where=NOT_OVER),
)

# The agents' parts in a call, one for each telephone that rang for it. `agent` is whose the telephone was then, null
# when nobody ever had its extension; `dialling` says how far a call has come that we place.
call_legs = Table(
    "call_legs",
    metadata,
    Column("call", String(64), ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("extension", String(64), nullable=False),
    Column("agent", String(64)),
    Column("started_at", UtcDateTime, nullable=False),
    Column("picked_up_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("wait_s", Float, nullable=False),
    Column("talk_s", Float, nullable=False),
    Column("on_hold", Boolean, nullable=False, default=False),
    Column("dialling", String(16)),
    Index(None, "agent", "call"),
    Index("ix_call_legs_open", "agent", sqlite_where=NOT_OVER, postgresql_where=NOT_OVER),
)

# What the witnesses saw of a call: a call can be projected again from these.
call_facts = Table(
    "call_facts",
    metadata,
    Column("call", String(64), ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("facts", JSON, nullable=False),
)

# What has become of a call's recording after the call. `file` is below the recordings folder, "" if nothing was
# recorded; `sha256` is of its content, so that a changed file shows.
recordings = Table(
    "recordings",
    metadata,
    Column("call", String(64), ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("file", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Index(None, "kept_at"),
)

# Calls that we set out to place, each written before Asterisk is asked: what is not here is never dialled, and what is
# here is dialled at most once. `id` becomes the call's. After `send_until` the dialplan dials nobody for it any more.
placed_calls = Table(
    "placed_calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("number", String(32), nullable=False),
    Column("agent", String(64), nullable=False),
    Column("extension", String(16), nullable=False),
    Column("callback", Integer, ForeignKey("callbacks.id")),
    Column("ticket", String(20)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("send_until", UtcDateTime),
    Column("stop", String(16)),
    Column("result", String(16)),
    Column("reached_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "callback"),
    Index(None, "number"),
    Index(None, "created_at"),
    Index("ix_placed_calls_open", "id", sqlite_where=NOT_OVER, postgresql_where=NOT_OVER),
)

# The carrier's refusals of our calls in a row; no row while it takes them.
carrier_refusals = Table(
    "carrier_refusals",
    metadata,
    Column("trunk", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("answer", String(3), nullable=False),
)
