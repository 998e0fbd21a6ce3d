"""What the menu learns of a caller, and how little it lets a database hold it up."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from hotline.domain.numbers.number import normalise
from hotline.store.callers import callers
from hotline.store.callers.callers import Standing
from hotline.store.engine import open_engine
from hotline.store.schema import migrate
from ivr import lookup as module
from ivr.lookup import WORKERS, Lookup

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CITIZEN = normalise("13812345678", "0477")


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hotline.db'}"


@pytest.fixture
def lookup(database: str) -> Iterator[Lookup]:
    engine = open_engine(database)
    asking = Lookup(engine, lambda: NOW, 10.0)
    yield asking
    asking.close()
    engine.dispose()


def test_a_caller_whom_nobody_knows_has_no_standing_yet(lookup: Lookup, database: str) -> None:
    engine = open_engine(database)
    migrate(engine)
    engine.dispose()
    assert lookup.standing(CITIZEN) == Standing(open_callback=False, calls_recently=0, earnest_recently=0)


@pytest.mark.parametrize("caller", ["", "anonymous", "<b>", "x" * 300])
def test_a_caller_without_a_number_is_not_asked_for(lookup: Lookup, caller: str) -> None:
    assert lookup.standing(normalise(caller, "0477")) is None


def test_a_database_without_tables_is_no_reason_to_keep_a_citizen_waiting(lookup: Lookup) -> None:
    assert lookup.standing(CITIZEN) is None


def test_a_database_that_cannot_be_reached_is_none_either() -> None:
    engine = open_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    asking = Lookup(engine, lambda: NOW, 10.0)
    assert asking.standing(CITIZEN) is None
    asking.close()
    engine.dispose()


def test_a_database_that_hangs_holds_nobody_up_for_long(lookup: Lookup, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()

    def hang(connection: Connection, number: str, now: datetime, given_up_s: float) -> Standing:
        answer.wait(20)
        return Standing(open_callback=True, calls_recently=0, earnest_recently=0)

    monkeypatch.setattr(callers, "standing", hang)
    monkeypatch.setattr(module, "LOOKUP_S", 0.1)
    answers: list[object] = []
    started = time.monotonic()
    asking = [threading.Thread(target=lambda: answers.append(lookup.standing(CITIZEN))) for _ in range(3 * WORKERS)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    took_s = time.monotonic() - started
    answer.set()
    assert answers == [None] * len(asking)
    assert took_s < 5
