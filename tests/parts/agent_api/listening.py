"""Somebody who listens on the socket, and a cti that tells."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import aiohttp
import orjson
from pydantic import Field, TypeAdapter

from agent_api.socket.frames import ServerFrame
from hotline.runtime.tasks import end
from tests.parts.agent_api.world import World

FRAME: TypeAdapter[ServerFrame] = TypeAdapter(Annotated[ServerFrame, Field(discriminator="type")])
READY: dict[str, object] = {"state": "ready", "since": None, "wish": "ready", "phone": None, "silent": None}


class Listener:
    """A socket after its auth message; frames are kept in the order in which they came. Each is one that
    asyncapi.json describes, with no field more."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    async def next(self, kind: str, timeout_s: float = 20.0) -> dict[str, Any]:
        """The next frame of this type."""
        async with asyncio.timeout(timeout_s):
            while True:
                message = await self.socket.receive()
                assert message.type is aiohttp.WSMsgType.TEXT, message
                FRAME.validate_json(message.data)
                frame: dict[str, Any] = orjson.loads(message.data)
                self.frames.append(frame)
                if frame["type"] == kind:
                    return frame

    async def wall_that(self, fits: Any, timeout_s: float = 20.0) -> dict[str, Any]:
        async with asyncio.timeout(timeout_s):
            while True:
                frame = await self.next("wall", timeout_s)
                if fits(frame):
                    return frame

    def break_off(self) -> None:
        """The connection is gone without a word, as with a network that fails."""
        self.socket._conn.transport.abort()  # type: ignore[union-attr]  # a client offers no way to be rude

    async def closing(self, timeout_s: float = 20.0) -> int | None:
        """The code that the server closes with."""
        async with asyncio.timeout(timeout_s):
            while True:
                message = await self.socket.receive()
                if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
                    return self.socket.close_code


@asynccontextmanager
async def listening(world: World, token: str, *topics: str) -> AsyncIterator[Listener]:
    async with world.http.ws_connect("/api/v1/ws") as socket:
        await socket.send_json({"type": "auth", "token": token, "topics": list(topics)})
        yield Listener(socket)


async def tell(world: World, kind: str, agent: str, call: str = "", **payload: object) -> str:
    """An event in the stream, as cti puts it there; its id."""
    if kind == "agent.state":
        payload = {**READY, "reason": "", "wish_reason": "", "holds": [], **payload}
    fields: dict[Any, Any] = {
        "type": kind,
        "at": "2026-11-20T01:00:12+00:00",
        "call": call,
        "agent": agent,
        "payload": orjson.dumps(payload),
    }
    entry: Any = await world.redis.xadd("hotline:events", fields)
    return str(entry.decode())


def picture(**parts: Any) -> dict[str, Any]:
    """A wall as cti writes it."""
    today = {"offered": 10, "answered": 9, "missed": 1, "service_level": 0.8, "broad_rate": 0.9}
    states = {"ready": 1, "ringing": 0, "talking": 1, "wrapup": 0, "paused": 0, "offline": 1}
    figures = {"waiting": 0, "waiting_since": None, "longest_wait_s": 0, "talking": 1, "agents": states}
    return {
        "as_of": datetime.now(UTC).isoformat(),
        "beat": time.time(),
        "stalled": False,
        "nodes": [{"name": "node1", "up": True, "since": "2026-11-20T00:00:00+00:00", "corrections": 0}],
        **figures,
        "queues": [{"name": "hotline", "title": "hotline", **figures, "today": today}],
        "callbacks": {"owed": 1, "oldest_s": 60.0, "today": {"callbacks": 4, "tried": 3, "callback_rate": 0.75}},
        "today": today,
        "connection_rate_24h": 0.96,
        "curve": {"since": "2026-11-20T00:00:00+08:00", "step_s": 1800, "today": [3, 4], "usual": [2.5, 4.0]},
        "thresholds": {"waiting": 10, "wait_s": 60.0, "service_level": 0.8, "connection_rate": 0.95},
        "waiting_calls": [],
        "seats": [],
        "alarms": [],
        **parts,
    }


async def publish_wall(world: World, **parts: Any) -> None:
    """Put a wall where cti puts it, and say so."""
    await world.redis.set("hotline:wall", orjson.dumps(picture(**parts)))
    await world.redis.publish("hotline:wall", "changed")


@asynccontextmanager
async def beating(world: World, **parts: Any) -> AsyncIterator[dict[str, Any]]:
    """A cti that lives: it publishes the dictionary that this yields as the wall, twice a second."""
    shown = dict(parts)

    async def beat() -> None:
        while True:
            await publish_wall(world, **shown)
            await asyncio.sleep(0.5)

    await publish_wall(world, **shown)
    task = asyncio.create_task(beat())
    try:
        yield shown
    finally:
        await end([task])
