"""A user's own rows: those of calls in which their phone rang or they talked.

Rows whose number is masked for a user must not be found by a filter on it either, so such filters are combined with
this.
"""

from sqlalchemy import ColumnElement, or_, select

from hotline.store.tables import call_legs, calls, tickets


def own_call(username: str) -> ColumnElement[bool]:
    """For rows of `calls`."""
    rang = select(call_legs.c.call).where(call_legs.c.call == calls.c.id, call_legs.c.agent == username)
    return or_(calls.c.agent == username, rang.exists())


def own_ticket(username: str) -> ColumnElement[bool]:
    """For rows of `tickets` joined with their calls."""
    return or_(tickets.c.agent == username, own_call(username))
