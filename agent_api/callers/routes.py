"""Routes for callers, with the roles that may use each."""

from agent_api.callers import callers
from agent_api.http.route import Route
from agent_api.protocol.fields import CitizenQuery
from agent_api.protocol.who_may import AGENTS, API
from agent_api.views.caller import CallerView

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/callers/{{number}}",
        handler=callers.read_caller,
        roles=AGENTS,
        summary="A caller's history, by their number in any format",
        query=CitizenQuery,
        answer=CallerView,
        problems=(404,),
    ),
)
