"""Routes for the wall, with the roles that may use each."""

from agent_api.http.route import Route
from agent_api.protocol.fields import ListQuery
from agent_api.protocol.who_may import API, SUPERVISORS, WATCHERS
from agent_api.views.wall import WallView
from agent_api.wall import alarms, wall

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/wall",
        handler=wall.read_wall,
        roles=SUPERVISORS,
        summary="The wall as it is now",
        answer=WallView,
    ),
    Route(
        method="GET",
        path=f"{API}/alarms",
        handler=alarms.list_alarms,
        roles=WATCHERS,
        summary="Alarms, newest first",
        query=ListQuery,
        answer=alarms.AlarmPage,
    ),
)
