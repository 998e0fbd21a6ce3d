"""Fifty agents press "next" at the same instant: no callback is given to two. HOTLINE_TEST_LONG=1 does it a thousand
times."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update

from cti.store import callback_desk
from cti.store.engine import open_engine, reading, writing
from cti.store.schema import migrate
from cti.store.tables import agents, callbacks
from tests.parts.postgres import Postgres
from tests.unit.domain.stories import at

AGENTS = [f"agent{number}" for number in range(50)]
OWED = 45  # some go away with nothing
ROUNDS = 1000 if os.environ.get("HOTLINE_TEST_LONG") == "1" else 5
NOW = at(1000)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'hotline.db'}"
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        url = cluster.new_database().replace("postgresql:", "postgresql+psycopg:")
    opened = open_engine(url, pool_size=len(AGENTS))
    migrate(opened)
    with writing(opened) as connection:
        person = {"name": "", "role": "agent", "queues": [], "password_hash": "", "wish_since": NOW}
        connection.execute(insert(agents), [person | {"username": username} for username in AGENTS])
        owed = {"status": "pending", "missed_at": NOW, "last_missed_at": NOW, "place_at": NOW, "next_at": NOW}
        rows = [owed | {"number": f"1380000{number:04}"} for number in range(OWED)]
        connection.execute(insert(callbacks), rows)
    yield opened
    opened.dispose()


@pytest.mark.timeout(900)
def test_no_callback_is_given_to_two(engine: Engine) -> None:
    for _ in range(ROUNDS):
        given = press_next_at_once(engine)
        assert len(set(given)) == len(given) == OWED
        with writing(engine) as connection:
            connection.execute(update(callbacks).values(status="pending", agent=None))


def test_an_agent_who_presses_twice_has_one(engine: Engine) -> None:
    for _ in range(10):
        assert len(set(press_next_at_once(engine, [AGENTS[0]] * 8))) == 1
        with reading(engine) as connection:
            offered = select(callbacks.c.id).where(callbacks.c.status == "offered")
            assert len(connection.execute(offered).all()) == 1


def press_next_at_once(engine: Engine, usernames: list[str] = AGENTS) -> list[int]:
    """The ids of the callbacks that these agents were given."""
    barrier = threading.Barrier(len(usernames))

    def press(username: str) -> int | None:
        barrier.wait()
        with writing(engine) as connection:
            row = callback_desk.claim_next(connection, username, NOW, NOW + timedelta(minutes=1))
        return None if row is None else int(row["id"])

    with ThreadPoolExecutor(len(usernames)) as pool:
        return [given for given in pool.map(press, usernames) if given is not None]
