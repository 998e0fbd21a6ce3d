"""Agents, their telephones and their sessions."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
)

from hotline.store.tables.base import metadata
from hotline.store.types import UtcDateTime

# Users. `penalties` has those of their queues that are not 0. `wish` is the agent's own; `rev` counts changes,
# `applied_rev` those that Asterisk has been told. `wish_by` is the supervisor who set the wish, if the agent did not.
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
    Column("wish_by", String(64), nullable=False, default="", server_default=""),
    Column("rev", Integer, nullable=False, default=1),
    Column("applied_rev", Integer, nullable=False, default=0),
    Column("disabled", Boolean, nullable=False, default=False, server_default=false()),
    Column("must_change_password", Boolean, nullable=False, default=False, server_default=false()),
)

# Agents who serve other queues until a moment: what they go back to (hotline.store.agents.usual_queues).
usual_queues = Table(
    "usual_queues",
    metadata,
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), primary_key=True),
    Column("queues", JSON, nullable=False),
    Column("penalties", JSON, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("set_by", String(64), nullable=False),
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

# Who had an extension from when to when: a call belongs to the owner at the time it rang. Written with the agent.
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

# The system's blocks of agents, apart from their own wishes; `until` is when a timed block ends.
agent_holds = Table(
    "agent_holds",
    metadata,
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), primary_key=True),
    Column("hold", String(16), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
)

# When an agent's desk (a WebSocket) was last seen open, and how they ended their work since then.
desks = Table(
    "desks",
    metadata,
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), primary_key=True),
    Column("seen_at", UtcDateTime),
    Column("why_left", String(16)),
    Column("left_at", UtcDateTime),
)

# The processes at which a desk is open, and when each of them said so last; or from which it was `cut_off` together
# with others, and is waited for.
open_desks = Table(
    "open_desks",
    metadata,
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), primary_key=True),
    Column("process", String(16), primary_key=True),
    Column("cut_off", Boolean, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

# Sessions: only the token's hash, so that a copy of the database gives no access. `used_at` moves at most twice a
# minute.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
)

# One-time codes (TOTP) of users who have them. Steps up to `last_step` are used up.
one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("username", String(64), ForeignKey("agents.username", ondelete="CASCADE"), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("last_step", Integer, nullable=False),
)
