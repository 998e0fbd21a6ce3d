"""What makes a citizen nobody, and leaves the rest countable: rows stay, so that each day balances for ever as it did;
who it was and what they said goes. A number that is gone is "", as that of a caller who withholds it.
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
    ticket_changes,
    ticket_notes,
    tickets,
    transfers,
)

_OPEN = [status.value for status in OPEN]
_WRITTEN = frozenset({"subject", "content"})  # of a ticket, in the words of an agent


def anonymise_calls(connection: Connection, ids: Collection[str]) -> None:
    """Calls that are over, with their facts, plans and transfers, and the callbacks that they made and that are closed.
    Whoever removes the recordings' files does so before."""
    inbound = calls.c.direction == Direction.INBOUND.value
    over = (calls.c.id.in_(ids), calls.c.ended_at.is_not(None))
    connection.execute(delete(call_facts).where(call_facts.c.call.in_(select(calls.c.id).where(*over))))
    strip_transfers(connection, ids)
    connection.execute(update(placed_calls).where(placed_calls.c.id.in_(ids)).values(number=""))
    theirs = select(calls.c.callback).where(*over, calls.c.callback.is_not(None))
    closed = (callbacks.c.id.in_(theirs), callbacks.c.status.not_in(_OPEN))
    connection.execute(update(callbacks).where(*closed).values(number=""))
    nobody = {
        "caller": case((inbound, ""), else_=calls.c.caller),
        "called": case((inbound, calls.c.called), else_=""),
        "caller_name": "",
        "recording": None,
    }
    connection.execute(update(calls).where(*over).values(**nobody))


def anonymise_tickets(connection: Connection, numbers: Collection[str]) -> None:
    """Tickets without citizen and words; that there were notes and changes, by whom and when, stays."""
    connection.execute(update(tickets).where(tickets.c.number.in_(numbers)).values(caller="", subject="", content=""))
    connection.execute(update(ticket_notes).where(ticket_notes.c.ticket.in_(numbers)).values(text=""))
    changed = select(ticket_changes.c.id, ticket_changes.c.before, ticket_changes.c.after)
    for row in connection.execute(changed.where(ticket_changes.c.ticket.in_(numbers))).all():
        values = {"before": _wordless(row.before), "after": _wordless(row.after)}
        connection.execute(update(ticket_changes).where(ticket_changes.c.id == row.id).values(**values))


def strip_transfers(connection: Connection, call_ids: Collection[str]) -> None:
    """The notes of these calls' transfers, and the numbers of those that went to no entry of the directory."""
    rows = connection.execute(select(transfers).where(transfers.c.call.in_(call_ids))).all()
    for row in rows:
        bare = {} if row.name else {"target": "", "numbers": [], "answered_by": "", "tried": []}
        connection.execute(update(transfers).where(transfers.c.id == row.id).values(note="", **bare))


def _wordless(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: "" if field in _WRITTEN else value for field, value in values.items()}
