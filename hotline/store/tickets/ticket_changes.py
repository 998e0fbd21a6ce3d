"""Changes of tickets: what, by whom, when, and the values before. Written with the change, and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from hotline.store.pages import Key, Page, page
from hotline.store.rows import reader
from hotline.store.tables import ticket_changes


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketChangeRow:
    """A row of `ticket_changes`: the columns that differ, before and after."""

    id: int
    ticket: str
    at: datetime
    username: str
    call: str | None
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]


def record(
    connection: Connection,
    ticket: str,
    username: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
    call: str | None = None,
) -> None:
    """`before` and `after` contain the columns that differ; `call` is the call by which the ticket
    came to this agent.
    """
    row = {"ticket": ticket, "at": now, "username": username, "call": call}
    connection.execute(insert(ticket_changes).values(**row, before=dict(before), after=dict(after)))


def page_of(connection: Connection, ticket: str, *, after: Key | None, limit: int) -> Page[TicketChangeRow]:
    """The latest first."""
    query = select(ticket_changes).where(ticket_changes.c.ticket == ticket)
    return page(connection, reader(TicketChangeRow), query, [ticket_changes.c.id], after=after, limit=limit)
