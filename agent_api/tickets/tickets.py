"""Tickets: read, search, change. hotline.commands.ticket_rights decides who may change one; any agent may add notes,
because cases pass from one to the next. Looks are recorded, and values before a change are kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from aiohttp import web
from pydantic import Field, StringConstraints, model_validator
from sqlalchemy import Connection

from agent_api.http.by_number import by_number
from agent_api.http.export import export_list, wants_file
from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import (
    Answer,
    Body,
    CitizenListQuery,
    CitizenQuery,
    FileQuery,
    Line,
    Lines,
    Moment,
    NotBlank,
    NumberText,
    Query,
    Username,
)
from agent_api.tickets.ticket_file import TICKET_SHEET
from agent_api.views.ticket import NoteView, TicketView, TicketWithNotes, note_view, ticket_view, ticket_with_notes
from hotline.commands import ticket_notes
from hotline.domain.agents.agent import Agent
from hotline.domain.tickets.ticket import TicketCategory, TicketStatus
from hotline.store.pages import Key, Page
from hotline.store.tickets import ticket_desk
from hotline.store.tickets.ticket_desk import TicketFilter, TicketStory
from hotline.store.tickets.ticket_rows import TicketRow

CategoryName = Literal["", "enquiry", "request", "complaint", "report", "suggestion", "other"]
StatusName = Literal["open", "closed"]
Subject = Annotated[Line, StringConstraints(max_length=200)]
Content = Annotated[Lines, StringConstraints(max_length=20_000)]
NoteText = Annotated[Lines, NotBlank, StringConstraints(max_length=5_000)]


class TicketQuery(CitizenListQuery, FileQuery):
    """`from` and `to` apply to the opening; `q` is searched for in number, subject and content."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    caller: NumberText | None = None
    called: NumberText | None = None
    origin: Line | None = None
    agent: Username | None = None
    status: TicketStatus | None = None
    category: TicketCategory | None = None
    text: Annotated[Line, StringConstraints(min_length=1, max_length=100)] | None = Field(default=None, alias="q")


class TicketBefore(Body):
    """What stood in a ticket's fields when somebody began to write into them."""

    category: CategoryName | None = None
    subject: Subject | None = None
    content: Content | None = None


class TicketPatch(Body):
    """Fields that are left out stay as they are. `category` "" means none yet. `before` is what the writer saw:
    when one of its fields holds something else by now, nothing is changed and the answer is 409."""

    status: StatusName | None = None
    category: CategoryName | None = None
    subject: Subject | None = None
    content: Content | None = None
    before: TicketBefore | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        named = self.model_fields_set - {"before"}
        if not named or any(getattr(self, field) is None for field in named):
            raise ValueError("at least one of status, category, subject, content, and none of them null")
        return self


class NewNote(Body):
    text: NoteText


class TicketPage(Answer):
    items: list[TicketView]
    next: str | None


async def list_tickets(ask: Ask[TicketQuery, None]) -> TicketPage | web.StreamResponse:
    query = ask.query
    caller, called = ask.spelling(query.caller), ask.spelling(query.called)
    may = await by_number(ask, {"caller": caller, "called": called})
    wanted = TicketFilter(
        since=query.since,
        until=query.until,
        caller=caller,
        called=called,
        origin=query.origin,
        agent=query.agent,
        status=query.status.value if query.status else None,
        category=query.category.value if query.category else None,
        text=query.text,
        only_of=may.only_of,
    )
    visibility = ask.visibility()

    async def read(after: Key | None, limit: int) -> Page[TicketRow]:
        return await ask.services.database.search(ticket_desk.page_of, wanted, after=after, limit=limit)

    def show(row: TicketRow) -> TicketView:
        return ticket_view(row, visibility, ask.services.zone)

    if wants_file(ask):
        return await export_list(ask, TICKET_SHEET, read, show, visibility, may.asked)
    found = await read(decode(query.cursor, (datetime, str)), query.limit)
    items = [show(row) for row in found.rows]
    await ask.record_list(visibility, "tickets", may.asked, len(items))
    return TicketPage(items=items, next=encode(found.next))


async def read_ticket(ask: Ask[CitizenQuery, None]) -> TicketWithNotes:
    row, story = await ask.services.database.read(_with_story, ask.path("number"))
    return await _seen(ask, row, story, "ticket")


async def edit_ticket(ask: Ask[CitizenQuery, TicketPatch]) -> TicketWithNotes:
    values = ask.body.model_dump(exclude_unset=True, exclude={"before"})
    before = ask.body.before.model_dump(exclude_none=True) if ask.body.before else {}
    row, story = await ask.services.database.write(_edit, ask.path("number"), values, before, ask.who, ask.now)
    return await _seen(ask, row, story, "ticket edited")


async def add_note(ask: Ask[Query, NewNote]) -> NoteView:
    services = ask.services
    note = await services.database.write(
        ticket_notes.write_note, ask.path("number"), ask.who.username, ask.body.text, ask.now
    )
    return note_view(note, services.zone)


async def _seen(ask: Ask[Any, Any], row: TicketRow, story: TicketStory, what: str) -> TicketWithNotes:
    visibility = ask.visibility()
    view = ticket_with_notes(row, story, visibility, ask.services.zone)
    await ask.record_look(visibility, what, view.number)
    return view


def _with_story(connection: Connection, number: str) -> tuple[TicketRow, TicketStory]:
    return ticket_notes.existing_ticket(connection, number), ticket_desk.story_of(connection, number)


def _edit(
    connection: Connection,
    number: str,
    values: Mapping[str, Any],
    before: Mapping[str, str],
    who: Agent,
    now: datetime,
) -> tuple[TicketRow, TicketStory]:
    ticket_notes.edit_ticket(connection, number, values, who, now, before=before)
    return _with_story(connection, number)
