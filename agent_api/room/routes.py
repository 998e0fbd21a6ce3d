"""The routes of the room, and the roles that may use each."""

from agent_api.http.route import Route
from agent_api.protocol.who_may import API, SUPERVISORS
from agent_api.room import room
from agent_api.views.room import RoomView

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/room",
        handler=room.read_room,
        roles=SUPERVISORS,
        summary="The room now: agents with their state, who talks to whom, who waits",
        answer=RoomView,
    ),
)
