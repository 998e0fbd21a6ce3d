"""Looks at citizens' data, for supervisors and auditors."""

from typing import Annotated

from aiohttp import web
from pydantic import Field, StringConstraints

from agent_api.audit.look_file import LOOK_SHEET
from agent_api.audit.look_view import LookView
from agent_api.http.by_number import by_number
from agent_api.http.export import export_list, wants_file
from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, CitizenListQuery, FileQuery, Line, Moment, NumberText, Username
from agent_api.protocol.moments import shown
from hotline.store.pages import Key, Page
from hotline.store.privacy import looks
from hotline.store.privacy.looks import LookFilter, LookRow


class LookQuery(CitizenListQuery, FileQuery):
    """`what` is the kind of look (call, calls, ticket, recording, export and so on), `subject` identifies what was
    seen: a call's id, a ticket's number. `number` finds looks by this number, by its history or by a filter; an auditor
    must give a reason. `said` is searched for in the reasons; `full_number`: only looks that did, or did not, show
    one."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    username: Username | None = None
    what: Annotated[Line, StringConstraints(max_length=32)] | None = None
    subject: Annotated[Line, StringConstraints(max_length=64)] | None = None
    said: Annotated[Line, StringConstraints(min_length=1, max_length=100)] | None = None
    full_number: bool | None = None
    number: NumberText | None = None


class LookPage(Answer):
    items: list[LookView]
    next: str | None


async def list_looks(ask: Ask[LookQuery, None]) -> LookPage | web.StreamResponse:
    """Newest first."""
    query, services = ask.query, ask.services
    number = ask.spelling(query.number)
    may = await by_number(ask, {"number": number})
    wanted = LookFilter(
        since=query.since,
        until=query.until,
        username=query.username,
        what=query.what,
        subject=query.subject,
        said=query.said,
        full_number=query.full_number,
        number_hash=services.number_hash(number) if number is not None else None,
    )

    async def read(after: Key | None, limit: int) -> Page[LookRow]:
        return await services.database.search(looks.page_of, wanted, after=after, limit=limit)

    def show(row: LookRow) -> LookView:
        return LookView(**shown(row, LookView, services.zone))

    if wants_file(ask):
        return await export_list(ask, LOOK_SHEET, read, show, ask.visibility(), may.asked)
    found = await read(decode(query.cursor, (int,)), query.limit)
    items = [show(row) for row in found.rows]
    if number is not None:
        await ask.record_list(ask.visibility(), "looks", may.asked, len(items))
    return LookPage(items=items, next=encode(found.next))
