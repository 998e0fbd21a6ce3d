"""Rows that are a person's own: those of calls in which their phone rang or they spoke. What is masked for them must
not be found by its number either, so a filter by number is put together with this.
"""

from sqlalchemy import ColumnElement, or_, select

from hotline.store.tables import call_legs, calls, tickets


def own_call(username: str) -> ColumnElement[bool]:
    """Of rows of `calls`."""
    rang = select(call_legs.c.call).where(call_legs.c.call == calls.c.id, call_legs.c.agent == username)
    return or_(calls.c.agent == username, rang.exists())


def own_ticket(username: str) -> ColumnElement[bool]:
    """Of rows of `tickets` joined with their calls."""
    return or_(tickets.c.agent == username, own_call(username))
