"""Looks at citizens' data, for those who watch over them."""

from datetime import datetime

from agent_api.cursor import decode, encode
from agent_api.fields import Answer, ListQuery, Username
from agent_api.moments import shown
from agent_api.route import Ask
from cti.store import looks


class LookQuery(ListQuery):
    username: Username | None = None


class LookView(Answer):
    id: int
    at: datetime
    username: str
    what: str
    subject: str
    reason: str
    full_number: bool


class LookPage(Answer):
    items: list[LookView]
    next: str | None


async def list_looks(ask: Ask[LookQuery, None]) -> LookPage:
    """Newest first."""
    found = await ask.services.database.search(
        looks.page_of,
        username=ask.query.username,
        after=decode(ask.query.cursor, (int,)),
        limit=ask.query.limit,
    )
    items = [LookView(**shown(row, ask.services.zone)) for row in found.rows]
    return LookPage(items=items, next=encode(found.next))
