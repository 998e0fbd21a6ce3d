"""A ticket's changes: by whom, when, and the values before, so that nothing that was written is lost."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, CitizenListQuery
from agent_api.protocol.moments import shown
from hotline.commands.ticket_notes import existing_ticket
from hotline.store.pages import Key, Page
from hotline.store.tickets import ticket_changes
from hotline.store.tickets.ticket_changes import TicketChangeRow


class FieldChange(Answer):
    field: str
    before: str | None
    after: str | None


class TicketChangeView(Answer):
    """`call` is the call by which the ticket came to the agent `username`; null if somebody edited it."""

    id: int
    at: datetime
    username: str
    call: str | None
    changes: list[FieldChange]


class TicketHistory(Answer):
    items: list[TicketChangeView]
    next: str | None


async def read_history(ask: Ask[CitizenListQuery, None]) -> TicketHistory:
    """Newest first."""
    number, after = ask.path("number"), decode(ask.query.cursor, (int,))
    found = await ask.services.database.read(_page, number, after, ask.query.limit)
    await ask.record_look(ask.visibility(), "ticket history", number)
    return TicketHistory(items=[_view(row, ask.services.zone) for row in found.rows], next=encode(found.next))


def _page(connection: Connection, number: str, after: Key | None, limit: int) -> Page[TicketChangeRow]:
    existing_ticket(connection, number)
    return ticket_changes.page_of(connection, number, after=after, limit=limit)


def _view(row: TicketChangeRow, zone: ZoneInfo) -> TicketChangeView:
    changes = [FieldChange(field=field, before=row.before.get(field), after=to) for field, to in row.after.items()]
    return TicketChangeView(**shown(row, TicketChangeView, zone), changes=changes)
