"""Reads the room: one transaction for all who watch."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agent_api.protocol.moments import local
from agent_api.runtime.wall_watch import WallWatch
from agent_api.views.room import RoomView, room_agents, room_calls
from hotline.domain.agents.agent import Agent
from hotline.runtime.database import Database
from hotline.store.agents import agents
from hotline.store.agents.agents import Held
from hotline.store.calls import call_list
from hotline.store.calls.call_rows import CallRow

_Read = tuple[Sequence[Agent], Mapping[str, Sequence[Held]], Sequence[CallRow]]


async def room_now(database: Database, wall: WallWatch, zone: ZoneInfo) -> RoomView:
    """SQL says who there is and which calls live, the wall what each agent does."""
    at = datetime.now(UTC)
    everybody, held, calls = await database.read(_read)
    seats = {seat["username"]: seat for seat in wall.picture()["seats"]}
    return RoomView(
        as_of=local(at, zone),
        fresh=wall.fresh,
        agents=room_agents(everybody, held, seats, zone),
        calls=room_calls(calls, zone),
    )


def _read(connection: Connection) -> _Read:
    return agents.load_all(connection), agents.held(connection), call_list.live(connection)
