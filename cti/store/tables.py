"""The tables. SQL is the truth: whatever the screens show can be rebuilt from here and from Asterisk.

Numbers of citizens stand in the one spelling of cti.domain.number; moments are UTC.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from cti.store.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OPEN_TRANSFER = text("state IN ('dialling', 'talking')")
NOT_OVER = text("ended_at IS NULL")

# One conversation as the citizen lived it. `id` is the uniqueid of the citizen's channel, node in front.
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
    Column("legs", JSON, nullable=False),
    Column("citizen", String(64), nullable=False, default=""),
    Column("transfers", JSON, nullable=False, default=list),
    Index(None, "started_at", "id"),
    Index(None, "caller", "started_at"),
    Index(None, "agent", "started_at"),
    Index(None, "callback"),
    Index("ix_calls_live", "id", sqlite_where=NOT_OVER, postgresql_where=NOT_OVER),
)

# What the witnesses saw of a call: a call can be projected again from these.
call_facts = Table(
    "call_facts",
    metadata,
    Column("call", String(64), ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("facts", JSON, nullable=False),
)

# The record of one call. `number` is DAY-SEQUENCE in the centre's time zone, without gaps.
tickets = Table(
    "tickets",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("call", String(64), ForeignKey("calls.id"), nullable=False, unique=True),
    Column("caller", String(32), nullable=False),
    Column("agent", String(64)),
    Column("status", String(16), nullable=False, default="open"),
    Column("category", String(32), nullable=False, default=""),
    Column("subject", String(200), nullable=False, default=""),
    Column("content", Text, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "caller", "created_at"),
    Index(None, "created_at", "number"),
    Index(None, "agent", "created_at"),
)

ticket_notes = Table(
    "ticket_notes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", String(20), ForeignKey("tickets.number"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("author", String(64), nullable=False),
    Column("text", Text, nullable=False),
)

# What stood on a ticket before each change, and what after it; `call` when a call gave the ticket to another agent.
ticket_changes = Table(
    "ticket_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", String(20), ForeignKey("tickets.number"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("username", String(64), nullable=False),
    Column("call", String(64)),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
)

# The last number given on each day: taken in the transaction that makes the ticket, so no gaps and no doubles.
ticket_days = Table(
    "ticket_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

OPEN_CALLBACK = text("status IN ('pending', 'offered', 'dialling')")
TAKEN_CALLBACK = text("status IN ('offered', 'dialling')")

# The duty to ring one number back. A number has at most one open duty, and an agent works on one at a time. `place_at`
# is when the citizen first stood in line; `lasts_from` is what the expiry counts from; `offered_until` ends an offer
# that nobody takes. `queue` is the queue whose agents are asked first, null for the main room's, which is anybody's.
# `brake`: slowed while a burst of calls goes on, or released from it (cti.domain.floods).
callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", String(32), nullable=False),
    Column("queue", String(32)),
    Column("status", String(16), nullable=False),
    Column("missed_at", UtcDateTime, nullable=False),
    Column("last_missed_at", UtcDateTime, nullable=False),
    Column("place_at", UtcDateTime, nullable=False),
    Column("lasts_from", UtcDateTime, nullable=False),
    Column("missed_calls", Integer, nullable=False, default=1),
    Column("asked", Boolean, nullable=False, default=False),
    Column("brake", String(16)),
    Column("urgent", Boolean, nullable=False, default=False),
    Column("next_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("agent", String(64)),
    Column("offered_until", UtcDateTime),
    Column("outcome", String(16)),
    Column("first_tried_at", UtcDateTime),
    Column("reached_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "status", "missed_at"),
    Index(None, "number"),  # asked for each call; the next one is passed over where states are parameters
    Index("one_open_callback", "number", unique=True, sqlite_where=OPEN_CALLBACK, postgresql_where=OPEN_CALLBACK),
    Index("one_callback_an_agent", "agent", unique=True, sqlite_where=TAKEN_CALLBACK, postgresql_where=TAKEN_CALLBACK),
)

# Lines that a call can be sent to with one key. An entry of hotline.toml is as it says there until somebody has edited
# or removed it (`edited`): then this is the truth.
directory = Table(
    "directory",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("numbers", JSON, nullable=False),
    Column("ring_s", Float, nullable=False),
    Column("emergency", Boolean, nullable=False, default=False),
    Column("hours", JSON, nullable=False),
    Column("note_required", Boolean, nullable=False, default=False),
    Column("code", String(4), unique=True),
    Column("edited", Boolean, nullable=False, default=False),
    Column("removed", Boolean, nullable=False, default=False),
)

# Who edited the directory, when, and the entry as it was left; a removed one as it was before.
directory_edits = Table(
    "directory_edits",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("username", String(64), nullable=False),
    Column("what", String(16), nullable=False),
    Column("key", String(32), nullable=False),
    Column("entry", JSON, nullable=False),
)

# Transfers, each written before Asterisk is told, but for those that were keyed on a telephone. What became of it is
# projected from the facts of its call; a call has at most one open transfer.
# `end_asked_at` is when the agent last asked to complete or cancel it.
transfers = Table(
    "transfers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("call", String(64), ForeignKey("calls.id"), nullable=False),
    Column("agent", String(64), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("target", String(64), nullable=False),
    Column("name", String(64), nullable=False, default=""),
    Column("numbers", JSON, nullable=False),
    Column("emergency", Boolean, nullable=False, default=False),
    Column("ticket", String(20)),
    Column("note", Text, nullable=False, default=""),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False, default=""),
    Column("tried", JSON, nullable=False),
    Column("answered_by", String(32), nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("end_asked_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "call", "created_at"),
    Index(None, "ticket", "created_at"),
    Index(None, "created_at"),
    Index("one_open_transfer", "call", unique=True, sqlite_where=OPEN_TRANSFER, postgresql_where=OPEN_TRANSFER),
)

# Offers that an agent did not take: that agent is not given the same one again so soon.
declines = Table(
    "declines",
    metadata,
    Column("callback", Integer, ForeignKey("callbacks.id"), primary_key=True),
    Column("agent", String(64), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
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

# People who log in. `penalties` has those of their queues that are not 0. `wish` is the agent's own; `rev` counts
# changes, `applied_rev` those that Asterisk has been told.
agents = Table(
    "agents",
    metadata,
    Column("username", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("extension", String(16), unique=True),
    Column("sip_ha1", String(32), nullable=False, default=""),
    Column("password_hash", String(200), nullable=False),
    Column("queues", JSON, nullable=False),
    Column("penalties", JSON, nullable=False, default=dict),
    Column("wish", String(16), nullable=False, default="offline"),
    Column("wish_reason", String(64), nullable=False, default=""),
    Column("wish_since", UtcDateTime, nullable=False),
    Column("rev", Integer, nullable=False, default=1),
    Column("applied_rev", Integer, nullable=False, default=0),
)

# The last refusal of each agent's telephone by Asterisk: why it does not register or ring.
phone_refusals = Table(
    "phone_refusals",
    metadata,
    Column("extension", String(16), primary_key=True),
    Column("reason", String(32), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
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

# Who had an extension from when to when: a call belongs to whoever had the phone as it rang. Written with the agent.
extension_owners = Table(
    "extension_owners",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("extension", String(16), nullable=False),
    Column("username", String(64), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Index(None, "extension", "since"),
    Index(None, "username"),
)

# What the system holds an agent back for, apart from the agent's own wish; `until` is when a hold ends by itself.
agent_holds = Table(
    "agent_holds",
    metadata,
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), primary_key=True),
    Column("hold", String(16), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
)

# Whether an agent's desk (a WebSocket) is open, when it was last seen open, and how they ended their work since then.
desks = Table(
    "desks",
    metadata,
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), primary_key=True),
    Column("open", Boolean, nullable=False),
    Column("seen_at", UtcDateTime),
    Column("why_left", String(16)),
    Column("left_at", UtcDateTime),
)

# Log-ins: the token's hash only, so that a copy of the database opens no door. `used_at` moves at most twice a minute.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
)

# One-time codes (TOTP) of those who have them. Steps up to `last_step` are used up.
one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("last_step", Integer, nullable=False),
)

# Who logged in and out, from where, who guessed, and who changed whom (cti.store.access_log).
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
)

# Events committed with the change that they tell of, until the stream has them.
outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("type", String(32), nullable=False),
    Column("call", String(64), nullable=False, default=""),
    Column("agent", String(64), nullable=False, default=""),
    Column("payload", JSON, nullable=False),
    sqlite_autoincrement=True,
)

# What a supervisor must look at, once per kind and subject.
alarms = Table(
    "alarms",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False, default=1),
    UniqueConstraint("kind", "subject"),
)

# Calls that the journal on Asterisk's disk has seen arrive, written by its reader alone: the second count of calls.
journal_calls = Table(
    "journal_calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("started_at", UtcDateTime, nullable=False, index=True),
)

# Calls that the queue's own log has seen enter a queue: the third count, for the audit only.
queue_entries = Table(
    "queue_entries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("entered_at", UtcDateTime, nullable=False, index=True),
)

# Times in which a node's journal could not be written (a full disk): calls of then may be missing in it.
gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("node", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False, index=True),
    Column("until", UtcDateTime, nullable=False),
    Column("reason", String(32), nullable=False),
)

# Small counters and offsets, by name.
marks = Table(
    "marks",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
