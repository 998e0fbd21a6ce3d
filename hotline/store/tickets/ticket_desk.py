"""Tickets as users work on them: reading, searching, editing, notes. Their numbers are assigned in
hotline.store.tickets.tickets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, or_, select, update

from hotline.domain.calls.call import Direction
from hotline.store.calls.own_rows import own_ticket
from hotline.store.pages import Key, Page, page
from hotline.store.rows import rows
from hotline.store.tables import calls, ticket_notes, tickets
from hotline.store.tickets import ticket_changes, ticket_rows
from hotline.store.tickets.ticket_rows import TICKETS, TicketRow
from hotline.store.transfers import transfers
from hotline.store.transfers.transfers import TransferRow

_ONE = TICKETS.where(tickets.c.number == bindparam("of"))
_NOTES = select(ticket_notes).where(ticket_notes.c.ticket == bindparam("of")).order_by(ticket_notes.c.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteRow:
    """A row of `ticket_notes`."""

    id: int
    ticket: str
    at: datetime
    author: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TicketFilter:
    """None means no condition. `since` is inclusive, `until` exclusive; `text` is searched in number, subject and
    content.

    `only_of`: filters by a citizen's number find only tickets of this user.
    """

    since: datetime | None = None
    until: datetime | None = None
    caller: str | None = None
    called: str | None = None
    origin: str | None = None
    agent: str | None = None
    status: str | None = None
    category: str | None = None
    text: str | None = None
    only_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class TicketStory:
    """The notes on a ticket, and the transfers of its calls; oldest first."""

    notes: Sequence[NoteRow] = ()
    transfers: Sequence[TransferRow] = ()


def get(connection: Connection, number: str) -> TicketRow | None:
    found = ticket_rows.read(connection, _ONE, {"of": number})
    return found[0] if found else None


def page_of(connection: Connection, wanted: TicketFilter, *, after: Key | None, limit: int) -> Page[TicketRow]:
    """Tickets, the newest first."""
    query = TICKETS.where(*_conditions(wanted))
    return page(connection, ticket_rows.read, query, [tickets.c.created_at, tickets.c.number], after=after, limit=limit)


def lock(connection: Connection, number: str) -> None:
    """Keep a ticket as it is until the transaction ends (SQLite has one writer at a time anyway)."""
    connection.execute(select(tickets.c.number).where(tickets.c.number == number).with_for_update())


def edit(connection: Connection, number: str, values: Mapping[str, Any], username: str, now: datetime) -> None:
    """Change columns of a ticket; the values before are kept."""
    stood = connection.execute(select(tickets).where(tickets.c.number == number).with_for_update()).one()._mapping
    after = {field: value for field, value in values.items() if stood[field] != value}
    if after:
        ticket_changes.record(connection, number, username, {field: stood[field] for field in after}, after, now)
    connection.execute(update(tickets).where(tickets.c.number == number).values(**after, updated_at=now))


def notes_of(connection: Connection, number: str) -> list[NoteRow]:
    """The notes on a ticket, oldest first."""
    return rows(connection, NoteRow, _NOTES, {"of": number})


def story_of(connection: Connection, number: str) -> TicketStory:
    return TicketStory(notes=notes_of(connection, number), transfers=transfers.of_ticket(connection, number))


def add_note(connection: Connection, number: str, author: str, text: str, now: datetime) -> NoteRow:
    """Add a note to an existing ticket; returns it as stored."""
    note = insert(ticket_notes).values(ticket=number, at=now, author=author, text=text).returning(*ticket_notes.c)
    written = connection.execute(note).one()
    connection.execute(update(tickets).where(tickets.c.number == number).values(updated_at=now))
    return NoteRow(**written._mapping)


def _conditions(wanted: TicketFilter) -> list[ColumnElement[bool]]:
    conditions = [
        column == value
        for column, value in (
            (tickets.c.caller, wanted.caller),
            (calls.c.called, wanted.called),
            (calls.c.origin, wanted.origin),
            (tickets.c.agent, wanted.agent),
            (tickets.c.status, wanted.status),
            (tickets.c.category, wanted.category),
        )
        if value is not None
    ]
    if wanted.only_of is not None and wanted.caller is not None:
        conditions.append(own_ticket(wanted.only_of))
    if wanted.only_of is not None and wanted.called is not None:
        conditions.append(or_(own_ticket(wanted.only_of), calls.c.direction == Direction.INBOUND.value))
    if wanted.since is not None:
        conditions.append(tickets.c.created_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(tickets.c.created_at < wanted.until)
    if wanted.text is not None:
        searched = (tickets.c.number, tickets.c.subject, tickets.c.content)
        conditions.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in searched)))
    return conditions
