"""legs are rows of a table of their own, and the transfers of a call those of `transfers` alone

What stood in `calls` as JSON is moved in steps of some calls, so that a full database needs no more memory than a small
one. A transfer that stood with its call only is given a row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0100"
branch_labels = None
depends_on = None

AT_ONCE = 2_000

Moment = Callable[[str], datetime]

_CALLS = sa.table(
    "calls",
    sa.column("id", sa.String()),
    sa.column("started_at", sa.DateTime(timezone=True)),
    sa.column("ticket", sa.String()),
    sa.column("legs", sa.JSON()),
    sa.column("transfers", sa.JSON()),
)
_TRANSFERS = sa.table(
    "transfers",
    *(sa.column(name, sa.String()) for name in ("id", "call", "agent", "mode", "target", "name", "ticket", "note")),
    *(sa.column(name, sa.String()) for name in ("state", "reason", "answered_by")),
    *(sa.column(name, sa.JSON()) for name in ("numbers", "tried")),
    sa.column("emergency", sa.Boolean()),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "started_at", "answered_at", "ended_at")),
)


def upgrade() -> None:
    legs = op.create_table(
        "call_legs",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("extension", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=64), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wait_s", sa.Float(), nullable=False),
        sa.Column("talk_s", sa.Float(), nullable=False),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("dialling", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_call_legs_call", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call", "channel", name="pk_call_legs"),
    )
    connection = op.get_bind()
    moment = _as_sqlite_keeps_it if connection.dialect.name == "sqlite" else datetime.fromisoformat
    for calls in _in_steps(connection):
        rows = [row for call in calls for row in _legs(call, moment)]
        if rows:
            connection.execute(sa.insert(legs), rows)
        _keep_transfers(connection, [call for call in calls if call.transfers], moment)
    op.drop_column("calls", "legs")
    op.drop_column("calls", "transfers")
    live = sa.text("ended_at IS NULL")
    op.create_index("ix_call_legs_agent_call", "call_legs", ["agent", "call"])
    op.create_index("ix_call_legs_open", "call_legs", ["agent"], sqlite_where=live, postgresql_where=live)
    op.drop_index("ix_calls_live", "calls")  # from now on in the order in which lists show them
    op.create_index("ix_calls_live", "calls", ["started_at", "id"], sqlite_where=live, postgresql_where=live)


def _in_steps(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    """Calls that have legs or transfers, in the order of their ids."""
    query = sa.select(_CALLS).order_by(_CALLS.c.id).limit(AT_ONCE)
    last = ""
    while rows := connection.execute(query.where(_CALLS.c.id > last)).all():
        yield rows
        last = rows[-1].id


def _legs(call: Any, moment: Moment) -> Iterator[dict[str, Any]]:
    """Each with a channel of its own within the call, whatever was written."""
    seen: set[str] = set()
    for place, leg in enumerate(call.legs or ()):
        channel = leg.get("channel") or ""
        if not channel or channel in seen:
            channel = f"{channel}/{place}"
        seen.add(channel)
        yield {"call": call.id, "channel": channel, **_leg(call, leg, moment)}


def _leg(call: Any, leg: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
    """What is not said has its default."""
    return {
        "extension": leg.get("extension") or "",
        "agent": leg.get("agent"),
        "started_at": moment(leg["started_at"]) if leg.get("started_at") else call.started_at,
        "answered_at": moment(leg["answered_at"]) if leg.get("answered_at") else None,
        "ended_at": moment(leg["ended_at"]) if leg.get("ended_at") else None,
        "wait_s": leg.get("wait_s") or 0.0,
        "talk_s": leg.get("talk_s") or 0.0,
        "on_hold": bool(leg.get("on_hold")),
        "dialling": leg.get("dialling"),
    }


def _keep_transfers(connection: sa.Connection, calls: Sequence[Any], moment: Moment) -> None:
    """Give those a row that have none; the rows of all others say as much and more."""
    if not calls:
        return
    told = {one["id"]: (call, one) for call in calls for one in call.transfers}
    known = set(connection.execute(sa.select(_TRANSFERS.c.id).where(_TRANSFERS.c.id.in_(list(told)))).scalars())
    missing = [_transfer(call, one, moment) for name, (call, one) in told.items() if name not in known]
    if missing:
        connection.execute(sa.insert(_TRANSFERS), missing)


def _transfer(call: Any, one: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
    created_at = moment(one["created_at"]) if one.get("created_at") else call.started_at
    return {
        "id": one["id"],
        "call": call.id,
        "agent": one["agent"],
        "mode": one["mode"],
        "target": one["target"],
        "name": one.get("name") or "",
        "numbers": [],
        "emergency": False,
        "ticket": call.ticket,
        "note": "",
        "state": one["state"],
        "reason": one.get("reason") or "",
        "tried": [[each["number"], each["reason"]] for each in one.get("tried") or ()],
        "answered_by": one.get("answered_by") or "",
        "created_at": created_at,
        "started_at": created_at,
        "answered_at": moment(one["answered_at"]) if one.get("answered_at") else None,
        "ended_at": moment(one["ended_at"]) if one.get("ended_at") else None,
    }


def _as_sqlite_keeps_it(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
