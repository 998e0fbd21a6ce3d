"""The wall in Redis: fresh, told of when it changed, and there again when Redis comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from cti.queues.notifications import listen
from cti.wall.changes import WallChanges
from cti.wall.figures import CurrentFigures, Figures
from cti.wall.walls import Walls
from hotline.redis_keys import AGENTS, NOTIFY, WALL
from hotline.runtime.database import Database
from tests.parts.cti.desk import HOTLINE
from tests.parts.facts.stories import at
from tests.parts.memory import file_engine
from tests.parts.soon import running, soon


class Renderer:
    """A picture that counts how often it was made."""

    def __init__(self) -> None:
        self.times = 0

    def render(self, figures: Figures, now: datetime) -> dict[str, object]:
        self.times += 1
        return {"times": self.times, "seats": [{"username": "wang", "state": "ready", "since": now.isoformat()}]}


class Wall:
    def __init__(self, redis: Redis, folder: Path) -> None:
        self.redis = redis
        self.renderer = Renderer()
        self.changes = WallChanges()
        figures = CurrentFigures(HOTLINE, Database(file_engine(folder)), self.changes)
        self.walls = Walls(
            redis=redis, figures=figures, render=self.renderer.render, changes=self.changes, clock=lambda: at(0)
        )

    async def shown(self) -> dict[str, Any]:
        text = await self.redis.get(WALL)
        return orjson.loads(text) if text else {}


@asynccontextmanager
async def hearing(redis: Redis, name: str) -> AsyncIterator[Any]:
    async with redis.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(name)
        await channel.get_message(timeout=1)
        yield channel


@pytest.fixture
def wall(redis: Redis, tmp_path: Path) -> Wall:
    return Wall(redis, tmp_path)


async def test_it_beats_also_when_nothing_changes(wall: Wall) -> None:
    async with running(wall.walls.run()):
        await soon(wall.shown)
        first = await wall.shown()
        await soon(lambda: wall.renderer.times > first["times"])
        await soon(lambda: is_later(wall, first["beat"]))


async def is_later(wall: Wall, beat: float) -> bool:
    return bool((await wall.shown())["beat"] > beat)


async def test_a_change_is_told(wall: Wall) -> None:
    async with running(wall.walls.run()), hearing(wall.redis, WALL) as channel:
        await soon(lambda: not wall.changes.any and wall.renderer.times > 1)
        wall.changes.note()
        await soon(lambda: channel.get_message(timeout=0.1))
        await soon(lambda: not wall.changes.any)


async def test_a_later_life_finds_the_seats(wall: Wall) -> None:
    assert await wall.walls.last_seats() == {}
    async with running(wall.walls.run()):
        await soon(wall.walls.last_seats)
    assert (await wall.walls.last_seats())["wang"]["state"] == "ready"
    await wall.redis.set(AGENTS, b"rubbish")
    assert await wall.walls.last_seats() == {}


async def test_redis_may_be_away(wall: Wall, tmp_path: Path) -> None:
    there, wall.walls._redis = wall.redis, Redis(unix_socket_path=str(tmp_path / "nobody.sock"))
    async with running(wall.walls.run()):
        await soon(lambda: wall.renderer.times > 1)
        wall.walls._redis = there
        await soon(wall.shown)


async def test_other_roles_notify_through_redis(redis: Redis) -> None:
    notice = asyncio.Event()
    async with running(listen(redis, notice.set)):
        await soon(lambda: redis.publish(NOTIFY, "agents"))  # until somebody has subscribed
        await soon(notice.is_set)
