"""Looks at citizens' data, for supervisors and auditors."""

from datetime import datetime

from agent_api.http.by_number import by_number
from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, CitizenListQuery, Json, NumberText, Username
from agent_api.protocol.moments import shown
from hotline.store.privacy import looks


class LookQuery(CitizenListQuery):
    """`number` finds looks by this number, by its history or by a filter. An auditor must give a reason."""

    username: Username | None = None
    number: NumberText | None = None


class LookView(Answer):
    """`filters` and `hits` describe a list. Numbers that were searched for are stored as keyed hashes, so equal numbers
    give equal hashes; `full_number` says whether any number was shown in full."""

    id: int
    at: datetime
    username: str
    what: str
    subject: str
    reason: str
    full_number: bool
    number_hash: str
    filters: Json
    hits: int | None


class LookPage(Answer):
    items: list[LookView]
    next: str | None


async def list_looks(ask: Ask[LookQuery, None]) -> LookPage:
    """Newest first."""
    number = ask.spelling(ask.query.number)
    may = await by_number(ask, {"number": number})
    found = await ask.services.database.search(
        looks.page_of,
        username=ask.query.username,
        number_hash=ask.services.number_hash(number) if number is not None else None,
        after=decode(ask.query.cursor, (int,)),
        limit=ask.query.limit,
    )
    items = [LookView(**shown(row, LookView, ask.services.zone)) for row in found.rows]
    if number is not None:
        await ask.record_list(ask.visibility(), "looks", may.asked, len(items))
    return LookPage(items=items, next=encode(found.next))
