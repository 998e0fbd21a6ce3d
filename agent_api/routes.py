"""All routes, and who may ask each. The API's only table of rights; openapi.json is made from it."""

from functools import cache

import orjson
from aiohttp import web

from agent_api import (
    accounting,
    agents,
    alarms,
    callbacks,
    callers,
    calls,
    directory,
    health,
    looks,
    recordings,
    sessions,
    tickets,
    wall,
    ws,
)
from agent_api.fields import CitizenQuery, ListQuery, Query
from agent_api.openapi import describe
from agent_api.route import Ask, Route
from cti.domain.agent import Role

API = "/api/v1"

PUBLIC = None
ANYBODY = frozenset(Role)
ADMIN = frozenset({Role.ADMIN})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
AGENTS = SUPERVISORS | {Role.AGENT}  # a supervisor may take calls, and admin may do all that a supervisor may
WATCHERS = SUPERVISORS | {Role.AUDITOR}
KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR})


async def read_description(ask: Ask[Query, None]) -> web.StreamResponse:
    """The same for everybody; made once."""
    title = f"{ask.services.settings.hotline.centre.name} CTI"
    return web.json_response(body=_description(title), headers={"Cache-Control": "no-cache"})


@cache
def _description(title: str) -> bytes:
    return orjson.dumps(describe(ROUTES, title))


ROUTES = (
    Route(
        method="POST",
        path=f"{API}/login",
        handler=sessions.log_in,
        roles=PUBLIC,
        summary="Log in; the token goes into the header Authorization: Bearer …",
        body=sessions.Credentials,
        answer=sessions.LoggedIn,
        problems=(401, 429),
    ),
    Route(
        method="POST",
        path=f"{API}/logout",
        handler=sessions.log_out,
        roles=ANYBODY,
        summary="Give the token back; its sockets are closed",
        status=204,
    ),
    Route(
        method="GET",
        path=f"{API}/agents",
        handler=agents.list_agents,
        roles=SUPERVISORS,
        summary="All agents by username, with what they do now",
        query=ListQuery,
        answer=agents.AgentPage,
    ),
    Route(
        method="POST",
        path=f"{API}/agents",
        handler=agents.add_agent,
        roles=ADMIN,
        summary="A new agent; the extension can register at once",
        body=agents.NewAgent,
        answer=agents.AgentView,
        status=201,
        problems=(409,),
    ),
    Route(
        method="GET",
        path=f"{API}/agents/me",
        handler=agents.read_me,
        roles=ANYBODY,
        summary="Oneself",
        answer=agents.AgentView,
    ),
    Route(
        method="PUT",
        path=f"{API}/agents/me/state",
        handler=agents.wish_state,
        roles=AGENTS,
        summary="Say what one wishes: calls, a pause, or to be away; queue membership follows",
        body=agents.WantedState,
        answer=agents.StateView,
        problems=(409,),
    ),
    Route(
        method="GET",
        path=f"{API}/agents/{{username}}",
        handler=agents.read_agent,
        roles=SUPERVISORS,
        summary="One agent",
        answer=agents.AgentView,
        problems=(404,),
    ),
    Route(
        method="PATCH",
        path=f"{API}/agents/{{username}}",
        handler=agents.change_agent,
        roles=ADMIN,
        summary="Change an agent; what is not named stays",
        body=agents.AgentPatch,
        answer=agents.AgentView,
        problems=(404, 409),
    ),
    Route(
        method="DELETE",
        path=f"{API}/agents/{{username}}",
        handler=agents.remove_agent,
        roles=ADMIN,
        summary="Remove an agent; what they did stays",
        status=204,
        problems=(404, 409),
    ),
    Route(
        method="GET",
        path=f"{API}/calls",
        handler=calls.list_calls,
        roles=ANYBODY,
        summary="Calls, the one that began last first",
        query=calls.CallQuery,
        answer=calls.CallPage,
    ),
    Route(
        method="GET",
        path=f"{API}/calls/{{id}}",
        handler=calls.read_call,
        roles=ANYBODY,
        summary="One call",
        query=CitizenQuery,
        answer=calls.CallView,
        problems=(404,),
    ),
    Route(
        method="GET",
        path=f"{API}/calls/{{id}}/recording",
        handler=recordings.read_recording,
        roles=ANYBODY,
        summary="The recording: for the call's agent, supervisors, and an auditor who says why",
        query=CitizenQuery,
        answers_with="audio/x-wav",
        problems=(404,),
    ),
    Route(
        method="GET",
        path=f"{API}/callers/{{number}}",
        handler=callers.read_caller,
        roles=AGENTS,
        summary="A caller's history, by their number in any spelling",
        query=CitizenQuery,
        answer=callers.CallerView,
        problems=(404,),
    ),
    Route(
        method="GET",
        path=f"{API}/tickets",
        handler=tickets.list_tickets,
        roles=ANYBODY,
        summary="Tickets, newest first",
        query=tickets.TicketQuery,
        answer=tickets.TicketPage,
    ),
    Route(
        method="GET",
        path=f"{API}/tickets/{{number}}",
        handler=tickets.read_ticket,
        roles=ANYBODY,
        summary="One ticket with its notes",
        query=CitizenQuery,
        answer=tickets.TicketWithNotes,
        problems=(404,),
    ),
    Route(
        method="PATCH",
        path=f"{API}/tickets/{{number}}",
        handler=tickets.edit_ticket,
        roles=AGENTS,
        summary="Work on a ticket; what is not named stays",
        query=CitizenQuery,
        body=tickets.TicketPatch,
        answer=tickets.TicketWithNotes,
        problems=(404,),
    ),
    Route(
        method="POST",
        path=f"{API}/tickets/{{number}}/notes",
        handler=tickets.add_note,
        roles=AGENTS,
        summary="Write a note on a ticket",
        body=tickets.NewNote,
        answer=tickets.NoteView,
        status=201,
        problems=(404,),
    ),
    Route(
        method="GET",
        path=f"{API}/directory",
        handler=directory.list_directory,
        roles=AGENTS,
        summary="The one-key targets",
        answer=directory.DirectoryPage,
    ),
    Route(
        method="GET",
        path=f"{API}/callbacks",
        handler=callbacks.list_callbacks,
        roles=ANYBODY,
        summary="Callbacks, the one missed last first; an agent sees their own",
        query=callbacks.CallbackQuery,
        answer=callbacks.CallbackPage,
    ),
    Route(
        method="GET",
        path=f"{API}/callbacks/{{id}}",
        handler=callbacks.read_callback,
        roles=ANYBODY,
        summary="One callback",
        query=CitizenQuery,
        answer=callbacks.CallbackView,
        problems=(404,),
    ),
    Route(
        method="GET",
        path=f"{API}/wall",
        handler=wall.read_wall,
        roles=SUPERVISORS,
        summary="The wall as it is now",
        answer=wall.WallView,
    ),
    Route(
        method="GET",
        path=f"{API}/accounting",
        handler=accounting.read_accounting,
        roles=WATCHERS,
        summary="Every call of a period accounted for",
        query=accounting.PeriodQuery,
        answer=accounting.AccountingView,
    ),
    Route(
        method="GET",
        path=f"{API}/alarms",
        handler=alarms.list_alarms,
        roles=WATCHERS,
        summary="Alarms, the latest first",
        query=ListQuery,
        answer=alarms.AlarmPage,
    ),
    Route(
        method="GET",
        path=f"{API}/looks",
        handler=looks.list_looks,
        roles=KEEPERS,
        summary="Who looked at which citizen's data, the latest first",
        query=looks.LookQuery,
        answer=looks.LookPage,
    ),
    Route(
        method="GET",
        path=f"{API}/ws",
        handler=ws.open_socket,
        roles=PUBLIC,
        summary='WebSocket; the first message is {"type":"auth","token":…,"topics":["me","wall"]}',
        answers_with="",
        status=101,
    ),
    Route(
        method="GET",
        path=f"{API}/openapi.json",
        handler=read_description,
        roles=PUBLIC,
        summary="This description",
    ),
    Route(
        method="GET",
        path="/healthz",
        handler=health.read_health,
        roles=PUBLIC,
        summary="This process lives",
        answer=health.Health,
    ),
    Route(
        method="GET",
        path="/readyz",
        handler=health.read_readiness,
        roles=PUBLIC,
        summary="Asterisk, SQL, Redis and all four roles answer; 503 when not",
        answer=health.Readiness,
    ),
    Route(
        method="GET",
        path="/metrics",
        handler=health.read_metrics,
        roles=PUBLIC,
        summary="Figures in Prometheus' text form",
        answers_with="text/plain",
    ),
)
