"""What an outage of SQL means to a caller, by role."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from hotline.runtime import database as sql
from hotline.runtime.database import RECORDING, SERVING, Database, SqlAccess
from hotline.store import key_values
from hotline.store.engine import open_engine, writing
from hotline.store.tables import metadata


class Outages:
    """Work that finds the database locked a few times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, connection: Connection) -> int:
        if self.left:
            self.left -= 1
            raise OperationalError("SELECT 1", {}, Exception("database is locked"))
        return int(connection.execute(text("SELECT 7")).scalar_one())


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "RETRY_FIRST_S", 0.001)


def _database(access: SqlAccess) -> Database:
    return Database(create_engine("sqlite://"), access)


async def test_a_role_that_records_waits_until_sql_is_back() -> None:
    database = _database(RECORDING)
    assert await database.write(Outages(3)) == 7
    assert not database.stalled
    database.close()


async def test_a_role_that_answers_people_hears_of_it_at_once() -> None:
    database, work = _database(SERVING), Outages(1)
    with pytest.raises(OperationalError):
        await database.write(work)
    assert await database.write(work) == 7
    await database.close_within(1.0)


@pytest.mark.parametrize("access", [RECORDING, SERVING])
async def test_a_mistake_is_raised_by_both(access: SqlAccess) -> None:
    def wrong(_: Connection) -> None:
        raise ValueError("a mistake")

    database = _database(access)
    with pytest.raises(ValueError, match="a mistake"):
        await database.read(wrong)
    database.close()


async def test_a_glance_sees_what_was_committed_and_waits_for_no_writer(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hotline.db'}")
    metadata.create_all(engine)
    database = Database(engine, SERVING)
    try:
        assert await database.glance(key_values.get, "of a day") is None
        with writing(engine) as connection:
            key_values.put(connection, "of a day", "1")
            assert await database.glance(key_values.get, "of a day") is None
        assert await database.glance(key_values.get, "of a day") == "1"
    finally:
        database.close()


async def test_a_glance_at_a_locked_database_is_left_to_a_thread(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hotline.db'}")
    metadata.create_all(engine)
    database = Database(engine, SERVING)
    where: list[str] = []

    def look(connection: Connection) -> str:
        where.append(threading.current_thread().name)
        if len(where) == 1:
            raise OperationalError("", None, Exception("database is locked"))
        return "seen"

    try:
        assert await database.glance(look) == "seen"
    finally:
        database.close()
    assert where[0] == threading.main_thread().name
    assert where[1].startswith("sql-read")
