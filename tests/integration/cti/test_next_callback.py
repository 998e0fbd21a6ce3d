"""Fifty agents press "next" at the same instant: no callback is given to two. HOTLINE_TEST_LONG=1 does it a thousand
times."""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from hotline.runtime.database import SERVING, Database
from hotline.store.callbacks import callback_desk
from hotline.store.engine import open_engine, reading, writing
from hotline.store.schema import migrate
from hotline.store.tables import agent_holds, agents, callbacks
from tests.parts.facts.stories import at
from tests.parts.postgres import Postgres

AGENTS = [f"agent{number}" for number in range(50)]
OWED = 45  # some go away with nothing
ROUNDS = 1000 if os.environ.get("HOTLINE_TEST_LONG") == "1" else 20
NOW = at(1000)
MOMENTS = ("missed_at", "last_missed_at", "place_at", "lasts_from", "next_at")


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'hotline.db'}"
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        url = cluster.new_database().replace("postgresql:", "postgresql+psycopg:")
    opened = open_engine(url, pool_size=5)
    migrate(opened)
    with writing(opened) as connection:
        person = {"name": "", "role": "agent", "queues": [], "password_hash": "", "wish_since": NOW}
        connection.execute(insert(agents), [person | {"username": username} for username in AGENTS])
        owed = {
            "status": "pending",
            "missed_at": NOW,
            "last_missed_at": NOW,
            "place_at": NOW,
            "lasts_from": NOW,
            "next_at": NOW,
        }
        rows = [owed | {"number": f"1380000{number:04}"} for number in range(OWED)]
        connection.execute(insert(callbacks), rows)
    yield opened
    opened.dispose()


@pytest.mark.timeout(900)
async def test_no_callback_is_given_to_two(engine: Engine) -> None:
    database = Database(engine, SERVING)
    for _ in range(ROUNDS):
        given = await press_next_at_once(database, AGENTS)
        assert len(set(given)) == len(given) == OWED
        await database.write(_as_before)


async def test_an_agent_who_presses_twice_has_one(engine: Engine) -> None:
    database = Database(engine, SERVING)
    for _ in range(10):
        assert len(set(await press_next_at_once(database, [AGENTS[0]] * 8))) == 1
        with reading(engine) as connection:
            offered = select(callbacks.c.id).where(callbacks.c.status == "offered")
            assert len(connection.execute(offered).all()) == 1


async def press_next_at_once(database: Database, usernames: list[str]) -> list[int]:
    """The ids of the callbacks that these agents were given."""
    until = NOW + timedelta(minutes=1)
    presses = (database.write(callback_desk.claim_next, username, NOW, until) for username in usernames)
    return [row.id for row in await asyncio.gather(*presses) if row is not None]


def _as_before(connection: Connection) -> None:
    connection.execute(update(callbacks).values(status="pending", agent=None))


async def test_those_who_serve_the_citizens_queue_are_asked_first_and_nobody_waits_for_them_for_ever(
    engine: Engine,
) -> None:
    database = Database(engine, SERVING)
    owner, other = AGENTS[0], AGENTS[1]

    def prepare(connection: Connection) -> None:
        connection.execute(update(callbacks).values(queue="health"))
        connection.execute(update(agents).where(agents.c.username == other).values(queues=["hotline"]))
        connection.execute(update(agents).where(agents.c.username == owner).values(queues=["health"], wish="ready"))

    async def offered(username: str, later: timedelta = timedelta()) -> bool:
        def claim(connection: Connection) -> bool:
            now = NOW + later
            row = callback_desk.claim_next(connection, username, now, now + timedelta(seconds=30))
            if row is not None:
                callback_desk.release_agent(connection, username)
            return row is not None

        return await database.write(claim)

    def hold(connection: Connection) -> None:
        connection.execute(insert(agent_holds).values(username=owner, hold="no_answer", since=NOW))

    await database.write(prepare)
    assert await offered(owner)
    assert not await offered(other)
    assert await offered(other, callback_desk.OWN_FOR)
    await database.write(hold)
    assert await offered(other), "nobody of that queue is there"
