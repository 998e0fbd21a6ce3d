"""Each event reaches the stream once and in order, whatever dies between SQL and Redis."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis
from sqlalchemy import Engine, func, select

from cti.wall import publisher
from cti.wall.publisher import Publisher
from hotline.domain.calls.events import Event, EventType
from hotline.redis_keys import STREAM
from hotline.runtime.database import Database
from hotline.store import outbox
from hotline.store.engine import reading, writing
from hotline.store.tables import outbox as outbox_table
from tests.parts.facts.stories import at
from tests.parts.memory import file_engine
from tests.parts.soon import running, soon


@pytest.fixture
async def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    monkeypatch.setattr(publisher, "FORGET_EVERY_S", 0.02)
    monkeypatch.setattr(publisher, "RETRY_S", 0.02)
    engine = file_engine(tmp_path)
    yield engine
    engine.dispose()


def put(engine: Engine, *calls: str) -> None:
    events = [
        Event(type=EventType.CALL_RINGING, at=at(0), agent="wang", call=call, payload={"number": 1}) for call in calls
    ]
    with writing(engine) as connection:
        outbox.put(connection, events)


async def told(redis: Redis) -> list[dict[bytes, bytes]]:
    """What is in the stream."""
    entries: Any = await redis.xrange(STREAM)
    return [fields for _, fields in entries]


async def is_told(redis: Redis, *calls: str) -> bool:
    return [fields[b"call"].decode() for fields in await told(redis)] == list(calls)


def waiting(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(outbox_table)).scalar_one()


async def test_what_an_earlier_life_left_is_sent_and_forgotten(engine: Engine, redis: Redis) -> None:
    put(engine, "a", "b")
    one = Publisher(Database(engine), redis)
    async with running(*one.works()):
        await soon(lambda: is_told(redis, "a", "b"))
        await soon(lambda: waiting(engine) == 0)
        put(engine, "c")
        one.wake.set()
        await soon(lambda: is_told(redis, "a", "b", "c"))
    fields = (await told(redis))[0]
    assert (fields[b"type"], fields[b"agent"], orjson.loads(fields[b"payload"])) == (
        b"call.ringing",
        b"wang",
        {"number": 1},
    )


async def test_who_died_after_sending_sends_nothing_twice(engine: Engine, redis: Redis) -> None:
    put(engine, "a")
    dies, lives = Publisher(Database(engine), redis), Publisher(Database(engine), redis)
    async with running(dies._send()):  # before it could take the event out of the outbox
        await soon(lambda: dies._sent_up_to == 1)
    assert waiting(engine) == 1
    async with running(lives._send()):
        await soon(lambda: lives._sent_up_to == 1)
    assert await is_told(redis, "a")
    put(engine, "b")
    async with running(*Publisher(Database(engine), redis).works()):
        await soon(lambda: is_told(redis, "a", "b"))


async def test_the_stream_of_another_database_begins_anew(engine: Engine, redis: Redis) -> None:
    await redis.xadd(STREAM, {"call": "old"}, id="900-0")
    put(engine, "a")
    async with running(*Publisher(Database(engine), redis).works()):
        await soon(lambda: is_told(redis, "a"))


async def test_events_wait_for_a_redis_that_is_away(engine: Engine, redis: Redis, tmp_path: Path) -> None:
    put(engine, "a")
    away = Redis(unix_socket_path=str(tmp_path / "nobody.sock"))
    life = Publisher(Database(engine), away)
    async with running(*life.works()):
        await soon(lambda: not life.wake.is_set())
        life._redis = redis  # it is back
        await soon(lambda: is_told(redis, "a"))
