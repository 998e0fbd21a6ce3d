"""The log of access, for those who watch over it: log-ins, failed ones, passwords, and who changed whom."""

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
    """`username` is whom it is about, `actor` who did it."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    kind: AccessKind | None = None
    username: Username | None = None
    actor: Username | None = None
    address: Annotated[Line, StringConstraints(max_length=64)] | None = None


class AccessView(Answer):
    """`count` counts equal failures of one second; their `username` is "" when there is no such user. `detail` names
    the fields of an agent that were changed."""

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
    """The latest first."""
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
