"""Calls as users query them: one by its id, or a list by filters."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select

from hotline.domain.calls.call import Direction
from hotline.store.calls import call_rows
from hotline.store.calls.call_rows import CallRow
from hotline.store.calls.own_rows import own_call
from hotline.store.pages import Key, Page, page
from hotline.store.tables import calls

_LIVE = select(calls).where(calls.c.ended_at.is_(None)).order_by(calls.c.started_at, calls.c.id)
_ONE = select(calls).where(calls.c.id == bindparam("call"))


@dataclass(frozen=True, kw_only=True)
class CallFilter:
    """None means no condition. `since` is inclusive, `until` exclusive; `caller` and `called` are in canonical form;
    `live`: not ended.

    `only_of`: filters by a citizen's number find only calls of this user.
    """

    since: datetime | None = None
    until: datetime | None = None
    direction: str | None = None
    state: str | None = None
    live: bool = False
    outcome: str | None = None
    missed_in: str | None = None
    caller: str | None = None
    called: str | None = None
    origin: str | None = None
    agent: str | None = None
    queue: str | None = None
    only_of: str | None = None


def get(connection: Connection, call_id: str) -> CallRow | None:
    found = call_rows.read(connection, _ONE, {"call": call_id})
    return found[0] if found else None


def live(connection: Connection) -> list[CallRow]:
    """All calls that are not over, the oldest first."""
    return call_rows.read(connection, _LIVE)


def page_of(connection: Connection, wanted: CallFilter, *, after: Key | None, limit: int) -> Page[CallRow]:
    """Calls, the most recent first."""
    query = select(calls).where(*_conditions(wanted))
    return page(connection, call_rows.read, query, [calls.c.started_at, calls.c.id], after=after, limit=limit)


def _conditions(wanted: CallFilter) -> list[ColumnElement[bool]]:
    conditions = [
        column == value
        for column, value in (
            (calls.c.direction, wanted.direction),
            (calls.c.state, wanted.state),
            (calls.c.outcome, wanted.outcome),
            (calls.c.missed_in, wanted.missed_in),
            (calls.c.origin, wanted.origin),
            (calls.c.agent, wanted.agent),
            (calls.c.queue, wanted.queue),
        )
        if value is not None
    ]
    for column, value, citizen_is in ((calls.c.caller, wanted.caller, True), (calls.c.called, wanted.called, False)):
        if value is not None:
            conditions += [column == value, *_open_to(wanted.only_of, calling=citizen_is)]
    if wanted.since is not None:
        conditions.append(calls.c.started_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(calls.c.started_at < wanted.until)
    if wanted.live:
        conditions.append(calls.c.ended_at.is_(None))
    return conditions


def _open_to(only_of: str | None, *, calling: bool) -> list[ColumnElement[bool]]:
    """Rows whose caller (or called number) is not a citizen's, and this user's own.

    The citizen is the caller of an inbound call, else the called party.
    """
    if only_of is None:
        return []
    is_inbound = calls.c.direction == Direction.INBOUND.value
    return [or_(own_call(only_of), ~is_inbound if calling else is_inbound)]
