"""The API's route table. Each noun lists its own routes with the roles that may use them, and openapi.json is generated
from the table. tests/integration/agent_api/login/test_rights.py spells out what each role may do."""

from functools import cache

import orjson
from aiohttp import web

from agent_api.account.routes import ROUTES as ACCOUNT
from agent_api.agents.routes import ROUTES as AGENTS
from agent_api.audit.routes import ROUTES as AUDIT
from agent_api.callbacks.routes import ROUTES as CALLBACKS
from agent_api.callers.routes import ROUTES as CALLERS
from agent_api.calls.routes import ROUTES as CALLS
from agent_api.directory.routes import ROUTES as DIRECTORY
from agent_api.health.routes import ROUTES as HEALTH
from agent_api.http.openapi import describe
from agent_api.http.route import Ask, Route
from agent_api.notices.routes import ROUTES as NOTICES
from agent_api.protocol.fields import Query
from agent_api.protocol.who_may import API, PUBLIC
from agent_api.reports.routes import ROUTES as REPORTS
from agent_api.room.routes import ROUTES as ROOM
from agent_api.settings.routes import ROUTES as SETTINGS
from agent_api.socket.routes import ROUTES as SOCKET
from agent_api.supervisions.routes import ROUTES as SUPERVISIONS
from agent_api.tickets.routes import ROUTES as TICKETS
from agent_api.transfers.routes import ROUTES as TRANSFERS
from agent_api.wall.routes import ROUTES as WALL


async def read_description(ask: Ask[Query, None]) -> web.StreamResponse:
    """The same for everybody; generated once."""
    title = f"{ask.services.settings.hotline.centre.name} CTI"
    return web.json_response(body=_description(title), headers={"Cache-Control": "no-cache"})


@cache
def _description(title: str) -> bytes:
    return orjson.dumps(describe(ROUTES, title))


ROUTES = (
    *ACCOUNT,
    *AGENTS,
    *CALLS,
    *TRANSFERS,
    *SUPERVISIONS,
    *CALLERS,
    *TICKETS,
    *DIRECTORY,
    *CALLBACKS,
    *WALL,
    *ROOM,
    *REPORTS,
    *AUDIT,
    *SETTINGS,
    *SOCKET,
    Route(
        method="GET",
        path=f"{API}/openapi.json",
        handler=read_description,
        roles=PUBLIC,
        summary="This description",
    ),
    *HEALTH,
    *NOTICES,
)
