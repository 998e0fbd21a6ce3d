"""Routes for the wall, with the roles that may use each."""

from agent_api.http.route import Route
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
        query=alarms.AlarmQuery,
        answer=alarms.AlarmPage,
    ),
    Route(
        method="POST",
        path=f"{API}/alarms/{{id}}/acknowledge",
        handler=alarms.acknowledge_alarm,
        roles=SUPERVISORS,
        summary="Say that one has looked at an alarm",
        answer=alarms.AlarmView,
        problems=(404,),
    ),
)
