"""What people write on tickets. Words that suggest danger put the citizen's callback first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from hotline.commands.errors import NotFoundError, RefusedError
from hotline.commands.ticket_rights import check_may_change
from hotline.domain.agents.agent import Agent
from hotline.domain.callbacks.urgent import is_urgent
from hotline.store.callbacks import callbacks
from hotline.store.tickets import ticket_desk
from hotline.store.tickets.ticket_desk import NoteRow
from hotline.store.tickets.ticket_rows import TicketRow


def existing_ticket(connection: Connection, number: str) -> TicketRow:
    """The ticket of this number; raises NotFoundError."""
    row = ticket_desk.get(connection, number)
    if row is None:
        raise NotFoundError("ticket")
    return row


def edit_ticket(
    connection: Connection,
    number: str,
    values: Mapping[str, Any],
    who: Agent,
    now: datetime,
    *,
    before: Mapping[str, str] | None = None,
) -> None:
    """Change a ticket's columns, if this user may; raises CommandError. `before` is what the writer saw in some of
    them: when somebody else has changed one meanwhile nothing is written, so that neither text is lost."""
    if before:
        ticket_desk.lock(connection, number)
    row = existing_ticket(connection, number)
    check_may_change(connection, row, who, now)
    changed = [field for field, seen in (before or {}).items() if getattr(row, field) != seen]
    if changed:
        raise RefusedError(f"Somebody else has changed {', '.join(changed)} meanwhile. Read the ticket again.")
    ticket_desk.edit(connection, number, values, who.username, now)
    _hear(connection, row, " ".join(str(value) for value in values.values()), now)


def write_note(connection: Connection, number: str, author: str, text: str, now: datetime) -> NoteRow:
    """Add a note to a ticket, in its author's words; raises NotFoundError."""
    row = existing_ticket(connection, number)
    _hear(connection, row, text, now)
    return ticket_desk.add_note(connection, number, author, text, now)


def _hear(connection: Connection, ticket: TicketRow, text: str, now: datetime) -> None:
    if ticket.caller and is_urgent(text):
        callbacks.make_urgent(connection, ticket.caller, now)
