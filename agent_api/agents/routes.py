"""Routes for agents, with the roles that may use each."""

from agent_api.agents import agents, bodies, changes, forcing
from agent_api.http.route import Route
from agent_api.protocol.fields import ListQuery
from agent_api.protocol.who_may import ADMIN, AGENTS, ANYBODY, API, SUPERVISORS
from agent_api.views.agent import AgentView

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/agents",
        handler=agents.list_agents,
        roles=SUPERVISORS,
        summary="All agents by username, with their current state",
        query=ListQuery,
        answer=agents.AgentPage,
    ),
    Route(
        method="POST",
        path=f"{API}/agents",
        handler=changes.add_agent,
        roles=ADMIN,
        summary="A new agent; the extension can register at once",
        body=bodies.NewAgent,
        answer=changes.AgentMade,
        status=201,
        problems=(409,),
    ),
    Route(
        method="GET",
        path=f"{API}/agents/me",
        handler=agents.read_me,
        roles=ANYBODY,
        summary="Oneself",
        answer=AgentView,
        before_codes=True,
    ),
    Route(
        method="PUT",
        path=f"{API}/agents/me/state",
        handler=agents.wish_state,
        roles=AGENTS,
        summary="Set your own wish: ready, paused or offline; queue membership follows",
        body=agents.WantedState,
        answer=agents.StateView,
        problems=(409,),
    ),
    Route(
        method="PUT",
        path=f"{API}/agents/{{username}}/state",
        handler=forcing.force_state,
        roles=SUPERVISORS,
        summary="Set another agent's state; they are told, and it is recorded",
        body=agents.WantedState,
        answer=agents.StateView,
        problems=(404, 409),
    ),
    Route(
        method="DELETE",
        path=f"{API}/agents/{{username}}/holds/{{hold}}",
        handler=forcing.release_hold,
        roles=SUPERVISORS,
        summary="End one of the system's holds of an agent: no_answer, wrapup, callback …",
        answer=AgentView,
        problems=(404, 409),
    ),
    Route(
        method="GET",
        path=f"{API}/agents/{{username}}",
        handler=agents.read_agent,
        roles=SUPERVISORS,
        summary="One agent",
        answer=AgentView,
        problems=(404,),
    ),
    Route(
        method="PATCH",
        path=f"{API}/agents/{{username}}",
        handler=changes.change_agent,
        roles=ADMIN,
        summary="Change an agent; fields left out stay as they are",
        body=bodies.AgentPatch,
        answer=changes.AgentMade,
        problems=(404, 409),
    ),
    Route(
        method="DELETE",
        path=f"{API}/agents/{{username}}",
        handler=changes.remove_agent,
        roles=ADMIN,
        summary="Remove an agent; their records are kept",
        status=204,
        problems=(404, 409),
    ),
)
