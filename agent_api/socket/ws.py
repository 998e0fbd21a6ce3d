"""The WebSocket endpoint: the first message authenticates and names topics, then events are sent until either side
closes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from aiohttp import WSMessage, WSMsgType, web
from pydantic import ValidationError

from agent_api.http.guard import let_in
from agent_api.http.route import Ask
from agent_api.http.serve import signed_in_by, token_hash
from agent_api.http.services import Services
from agent_api.privacy.look_log import look
from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.fields import Query
from agent_api.runtime.client import Client
from agent_api.runtime.frame import Frame
from agent_api.runtime.hub import LOGGED_OUT
from agent_api.runtime.latest import Latest
from agent_api.socket.frames import (
    AUTH_TOO_LATE,
    BAD_MESSAGE,
    NOT_ALLOWED,
    AgentStateFrame,
    Auth,
    RoomFrame,
    Topic,
    TopicRefused,
)
from agent_api.socket.pop import Pop
from agent_api.socket.wall_text import wall_text
from agent_api.views.agent import AgentView, agent_view
from hotline.domain.agents.agent import Agent, Role

AUTH_S = 5.0
HEARTBEAT_S = 20.0
MESSAGE_LIMIT = 4096

TOPIC_ROLES = {
    "me": frozenset(Role),
    "wall": frozenset({Role.SUPERVISOR, Role.ADMIN}),
    "room": frozenset({Role.SUPERVISOR, Role.ADMIN}),
}


class _RefusedError(Exception):
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


async def open_socket(ask: Ask[Query, None]) -> web.StreamResponse:
    """Serve one socket until it ends."""
    # not compressed: the networks of call centres carry this easily, and the CPU would be spent for each client anew
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MESSAGE_LIMIT, timeout=1.0, compress=False)
    await socket.prepare(ask.request)
    try:
        auth, agent = await _authenticate(socket, ask.services)
    except _RefusedError as refused:
        await socket.close(code=refused.code, message=refused.reason.encode())
        return socket
    let_in(ask.request)
    await _serve(socket, ask, auth, agent)
    return socket


async def _authenticate(socket: web.WebSocketResponse, services: Services) -> tuple[Auth, Agent]:
    try:
        message: WSMessage = await socket.receive(timeout=AUTH_S)
    except TimeoutError:
        raise _RefusedError(AUTH_TOO_LATE, "no auth message arrived") from None
    if message.type is not WSMsgType.TEXT:
        raise _RefusedError(BAD_MESSAGE, "expected an auth message")
    try:
        auth = Auth.model_validate(orjson.loads(message.data))
        hashed = token_hash(auth.token)
    except (ValidationError, ValueError):
        raise _RefusedError(BAD_MESSAGE, 'expected {"type":"auth","token":…,"topics":["me","wall"]}') from None
    agent, lacks_codes = await signed_in_by(services, hashed)
    if agent is None:
        raise _RefusedError(LOGGED_OUT, "log in again")
    if lacks_codes:
        raise _RefusedError(NOT_ALLOWED, "set up one-time codes first")
    if not any(agent.role in TOPIC_ROLES[topic] for topic in auth.topics):
        raise _RefusedError(NOT_ALLOWED, "these topics are not allowed for your role")
    return auth, agent


async def _serve(socket: web.WebSocketResponse, ask: Ask[Query, None], auth: Auth, agent: Agent) -> None:
    services, transport = ask.services, ask.request.transport
    if not isinstance(transport, asyncio.WriteTransport):  # the client disconnected while it logged in
        return
    topics: set[Topic] = {topic for topic in auth.topics if agent.role in TOPIC_ROLES[topic]}
    pop = Pop(agent, services.database, services.look_log, services.zone, services.metrics.malformed)
    client = Client(
        socket,
        transport,
        username=agent.username,
        token_hash=token_hash(auth.token),
        render=pop.frame if "me" in topics else None,
        latest={topic: Latest(render) for topic, render in _pictures(services).items() if topic in topics},
        dropped=services.metrics.drop,
    )
    services.desks.opened(agent.username)
    services.hub.add(client)  # before the first frames, so that no event from here on is missed
    try:
        async with _watching(services, agent, topics):
            await client.serve(await _first_frames(services, agent, topics, refused=set(auth.topics) - topics))
    finally:
        services.hub.remove(client)
        services.desks.closed(agent.username, said_so=client.said_so)


def _pictures(services: Services) -> dict[Topic, Callable[[], bytes]]:
    wall = partial(wall_text, services.zone)
    return {"wall": lambda: services.wall.rendered(wall), "room": lambda: _room_frame(services).text()}


@asynccontextmanager
async def _watching(services: Services, agent: Agent, topics: set[Topic]) -> AsyncIterator[None]:
    """The room is kept up to date while somebody watches it, who sees citizens' numbers in full."""
    if "room" not in topics:
        yield
        return
    await services.look_log.record(look(NumberVisibility(who=agent, saw_full=True), "room", ""))
    async with services.room.watch():
        yield


async def _first_frames(services: Services, agent: Agent, topics: set[Topic], *, refused: set[Topic]) -> list[Frame]:
    """The current state for a new client, and the topics that were refused."""
    at = datetime.now(services.zone)
    frames: list[Frame] = [
        TopicRefused(at=at, topic=topic, detail=f"Not for the role {agent.role.value}.") for topic in sorted(refused)
    ]
    if "me" in topics and agent.extension is not None:
        frames.append(_state_frame(agent, await services.live.seats(), services, at))
    return frames


def _state_frame(agent: Agent, seats: Any, services: Services, at: datetime) -> Frame:
    view = agent_view(agent, seats, services.zone)
    told = AgentStateFrame.model_fields.keys() & AgentView.model_fields.keys()
    return AgentStateFrame.model_validate({"at": at} | {name: getattr(view, name) for name in told})


def _room_frame(services: Services) -> Frame:
    return RoomFrame(at=datetime.now(services.zone), **dict(services.room.picture))
