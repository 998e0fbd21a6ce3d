"""Routes for tickets, with the roles that may use each."""

from agent_api.http.route import Route
from agent_api.protocol.fields import CitizenListQuery, CitizenQuery
from agent_api.protocol.table import FILE_TYPES
from agent_api.protocol.who_may import AGENTS, ANYBODY, API
from agent_api.tickets import ticket_history, tickets
from agent_api.views.ticket import NoteView, TicketWithNotes

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/tickets",
        handler=tickets.list_tickets,
        roles=ANYBODY,
        summary="Tickets, newest first",
        query=tickets.TicketQuery,
        answer=tickets.TicketPage,
        also_as=FILE_TYPES,
    ),
    Route(
        method="GET",
        path=f"{API}/tickets/{{number}}",
        handler=tickets.read_ticket,
        roles=ANYBODY,
        summary="One ticket with its notes",
        query=CitizenQuery,
        answer=TicketWithNotes,
        problems=(404,),
    ),
    Route(
        method="PATCH",
        path=f"{API}/tickets/{{number}}",
        handler=tickets.edit_ticket,
        roles=AGENTS,
        summary="Change a ticket; fields left out stay as they are",
        query=CitizenQuery,
        body=tickets.TicketPatch,
        answer=TicketWithNotes,
        problems=(404, 409),
    ),
    Route(
        method="GET",
        path=f"{API}/tickets/{{number}}/history",
        handler=ticket_history.read_history,
        roles=ANYBODY,
        summary="Changes of a ticket: by whom, and the values before; newest first",
        query=CitizenListQuery,
        answer=ticket_history.TicketHistory,
        problems=(404,),
    ),
    Route(
        method="POST",
        path=f"{API}/tickets/{{number}}/notes",
        handler=tickets.add_note,
        roles=AGENTS,
        summary="Add a note to a ticket",
        body=tickets.NewNote,
        answer=NoteView,
        status=201,
        problems=(404,),
    ),
)
