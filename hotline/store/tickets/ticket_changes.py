"""What was changed on tickets, by whom and when, and what stood there before. Written with the change, and kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from hotline.store.pages import Key, Page, page
from hotline.store.tables import ticket_changes


def record(
    connection: Connection,
    ticket: str,
    username: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
    call: str | None = None,
) -> None:
    """`before` and `after` hold the columns that differ; `call` is the call by which the ticket came to this agent."""
    row = {"ticket": ticket, "at": now, "username": username, "call": call}
    connection.execute(insert(ticket_changes).values(**row, before=dict(before), after=dict(after)))


def page_of(connection: Connection, ticket: str, *, after: Key | None, limit: int) -> Page:
    """The latest first."""
    query = select(ticket_changes).where(ticket_changes.c.ticket == ticket)
    return page(connection, query, [ticket_changes.c.id], after=after, limit=limit)
