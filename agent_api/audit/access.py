"""The access log, for supervisors and auditors: log-ins, failed log-ins, passwords, and changes of users."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, Json, Line, ListQuery, Moment, Username
from agent_api.protocol.moments import shown
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import AccessFilter, AccessKind


class AccessQuery(ListQuery):
    """`username` is the user concerned, `actor` is who did it."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    kind: AccessKind | None = None
    username: Username | None = None
    actor: Username | None = None
    address: Annotated[Line, StringConstraints(max_length=64)] | None = None


class AccessView(Answer):
    """`count` is the number of equal failures within one second; their `username` is "" if no such user exists.
    `detail` names the fields of an agent that were changed."""

    id: int
    at: datetime
    kind: str
    username: str
    actor: str
    address: str
    count: int
    detail: Json


class AccessPage(Answer):
    items: list[AccessView]
    next: str | None


async def list_access(ask: Ask[AccessQuery, None]) -> AccessPage:
    """Newest first."""
    wanted = AccessFilter(
        since=ask.query.since,
        until=ask.query.until,
        kind=ask.query.kind.value if ask.query.kind else None,
        username=ask.query.username,
        actor=ask.query.actor,
        address=ask.query.address,
    )
    after = decode(ask.query.cursor, (int,))
    found = await ask.services.database.search(access_log.page_of, wanted, after=after, limit=ask.query.limit)
    items = [AccessView(**shown(row, AccessView, ask.services.zone)) for row in found.rows]
    return AccessPage(items=items, next=encode(found.next))
