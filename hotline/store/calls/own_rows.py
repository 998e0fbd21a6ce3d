"""Rows that are a person's own: those of calls in which their phone rang or they spoke. What is masked for them must
not be found by its number either, so a filter by number is put together with this.
"""

from sqlalchemy import ColumnElement, Text, cast, or_

from hotline.store.tables import calls, tickets


def own_call(username: str) -> ColumnElement[bool]:
    """Of rows of `calls`. Legs are JSON as hotline.store.engine writes it, on both databases without spaces."""
    in_a_leg = cast(calls.c.legs, Text).contains(f'"agent":"{username}"', autoescape=True)
    return or_(calls.c.agent == username, in_a_leg)


def own_ticket(username: str) -> ColumnElement[bool]:
    """Of rows of `tickets` joined with their calls."""
    return or_(tickets.c.agent == username, own_call(username))
