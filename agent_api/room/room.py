"""The room on request; the socket sends it at each change. A look at it is a look at every number in it."""

from agent_api.http.route import Ask
from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.fields import Query
from agent_api.views.room import RoomView
from agent_api.views.room_now import room_now


async def read_room(ask: Ask[Query, None]) -> RoomView:
    services = ask.services
    room = await room_now(services.database, services.wall, services.zone)
    saw = any(call.number for call in room.calls)
    await ask.record_look(NumberVisibility(who=ask.who, reason=ask.reason, saw_full=saw), "room", "")
    return room
