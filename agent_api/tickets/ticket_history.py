"""What was changed on a ticket, by whom and when, and what stood there before: nothing that was written is lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, CitizenListQuery
from agent_api.protocol.moments import shown
from agent_api.protocol.problem import not_found
from hotline.store.pages import Key, Page
from hotline.store.tickets import ticket_changes, ticket_desk


class FieldChange(Answer):
    field: str
    before: str | None
    after: str | None


class TicketChangeView(Answer):
    """`call` is the call by which the ticket came to the agent `username`, null for what somebody edited."""

    id: int
    at: datetime
    username: str
    call: str | None
    changes: list[FieldChange]


class TicketHistory(Answer):
    items: list[TicketChangeView]
    next: str | None


async def read_history(ask: Ask[CitizenListQuery, None]) -> TicketHistory:
    """The latest first."""
    number, after = ask.path("number"), decode(ask.query.cursor, (int,))
    found = await ask.services.database.read(_page, number, after, ask.query.limit)
    await ask.record_look(ask.eyes(), "ticket history", number)
    return TicketHistory(items=[_view(row, ask.services.zone) for row in found.rows], next=encode(found.next))


def _page(connection: Connection, number: str, after: Key | None, limit: int) -> Page:
    if ticket_desk.get(connection, number) is None:
        raise not_found("ticket")
    return ticket_changes.page_of(connection, number, after=after, limit=limit)


def _view(row: Mapping[str, Any], zone: ZoneInfo) -> TicketChangeView:
    before, after = row["before"], row["after"]
    changes = [FieldChange(field=field, before=before.get(field), after=value) for field, value in after.items()]
    fields = {name: value for name, value in shown(row, zone).items() if name in TicketChangeView.model_fields}
    return TicketChangeView(**fields, changes=changes)
