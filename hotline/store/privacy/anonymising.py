"""Anonymises citizens and keeps the rest: rows stay, so that each day balances as it did; identity and content are
removed.

A removed number is "", like a withheld one.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, case, delete, select, update

from hotline.domain.callbacks.callback import OPEN
from hotline.domain.calls.call import Direction
from hotline.store.tables import (
    call_facts,
    callbacks,
    calls,
    placed_calls,
    recordings,
    ticket_changes,
    ticket_notes,
    tickets,
    transfers,
)

_OPEN = [status.value for status in OPEN]
_WRITTEN = frozenset({"subject", "content"})  # of a ticket, written by an agent


def anonymise_calls(connection: Connection, ids: Collection[str]) -> None:
    """Anonymise ended calls with their facts, plans and transfers, and their closed callbacks.

    Recording files must be removed before.
    """
    inbound = calls.c.direction == Direction.INBOUND.value
    over = (calls.c.id.in_(ids), calls.c.ended_at.is_not(None))
    connection.execute(delete(call_facts).where(call_facts.c.call.in_(select(calls.c.id).where(*over))))
    connection.execute(delete(recordings).where(recordings.c.call.in_(select(calls.c.id).where(*over))))
    strip_transfers(connection, ids)
    connection.execute(update(placed_calls).where(placed_calls.c.id.in_(ids)).values(number=""))
    theirs = select(calls.c.callback).where(*over, calls.c.callback.is_not(None))
    closed = (callbacks.c.id.in_(theirs), callbacks.c.status.not_in(_OPEN))
    connection.execute(update(callbacks).where(*closed).values(number="", cancel_reason=""))
    nobody = {
        "caller": case((inbound, ""), else_=calls.c.caller),
        "called": case((inbound, calls.c.called), else_=""),
        "caller_name": "",
        "recording": None,
        "end_reason": "",
    }
    connection.execute(update(calls).where(*over).values(**nobody))


def anonymise_tickets(connection: Connection, numbers: Collection[str]) -> None:
    """Remove citizen and content of tickets; author and time of notes and changes stay."""
    connection.execute(update(tickets).where(tickets.c.number.in_(numbers)).values(caller="", subject="", content=""))
    connection.execute(update(ticket_notes).where(ticket_notes.c.ticket.in_(numbers)).values(text=""))
    changed = select(ticket_changes.c.id, ticket_changes.c.before, ticket_changes.c.after)
    for row in connection.execute(changed.where(ticket_changes.c.ticket.in_(numbers))).all():
        values = {"before": _wordless(row.before), "after": _wordless(row.after)}
        connection.execute(update(ticket_changes).where(ticket_changes.c.id == row.id).values(**values))


def strip_transfers(connection: Connection, call_ids: Collection[str]) -> None:
    """Remove the notes of these calls' transfers, and the numbers of those without an entry in the directory."""
    rows = connection.execute(select(transfers).where(transfers.c.call.in_(call_ids))).all()
    for row in rows:
        bare = {} if row.name else {"target": "", "numbers": [], "answered_by": "", "tried": []}
        connection.execute(update(transfers).where(transfers.c.id == row.id).values(note="", **bare))


def _wordless(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: "" if field in _WRITTEN else value for field, value in values.items()}
