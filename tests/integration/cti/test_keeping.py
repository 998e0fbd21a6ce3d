"""What the hourly keeping takes away, and what it leaves."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from cti.upkeep.keeping import forget_old, remove_turned, turn_journal
from hotline.asterisk.journal.reader import JournalReader, Position
from hotline.store.engine import open_engine, reading, writing
from hotline.store.schema import migrate
from hotline.store.tables import call_facts, calls
from tests.parts.facts.stories import at

NOW = at(0)
FACTS_KEPT = timedelta(days=8)
MIDNIGHT = NOW - timedelta(days=180)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'hotline.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


def recorded(engine: Engine, name: str, started_at: datetime) -> None:
    call = {"id": name, "direction": "inbound", "state": "ended", "caller": "1", "called": "12345"}
    times = {"started_at": started_at, "ended_at": started_at, "recording": f"{name}.wav"}
    with writing(engine) as connection:
        connection.execute(insert(calls).values(**call, **times))
        connection.execute(insert(call_facts).values(call=name, facts=[]))


def keep(engine: Engine, midnight: datetime = MIDNIGHT, now: datetime = NOW) -> tuple[set[str], set[str]]:
    """The calls that still have a recording, and those that still have facts."""
    with writing(engine) as connection:
        forget_old(connection, midnight, now - FACTS_KEPT, now)
    with reading(engine) as connection:
        heard = connection.execute(select(calls.c.id).where(calls.c.recording.is_not(None))).scalars()
        return set(heard), set(connection.execute(select(call_facts.c.call)).scalars())


def test_recordings_and_facts_go_when_their_time_has_come_and_not_before(engine: Engine) -> None:
    recorded(engine, "last-year", MIDNIGHT - timedelta(seconds=1))
    recorded(engine, "this-year", MIDNIGHT)
    recorded(engine, "this-week", NOW - FACTS_KEPT)
    assert keep(engine) == ({"this-year", "this-week"}, {"this-week"})


def test_what_comes_of_age_later_goes_later(engine: Engine) -> None:
    recorded(engine, "this-year", MIDNIGHT)
    recorded(engine, "this-week", NOW - FACTS_KEPT)
    keep(engine)
    day = timedelta(days=1)
    assert keep(engine, MIDNIGHT + day, NOW + day) == ({"this-week"}, set())


def test_a_longer_time_in_the_settings_keeps_from_then_on(engine: Engine) -> None:
    day = timedelta(days=1)
    recorded(engine, "this-year", MIDNIGHT)
    keep(engine, MIDNIGHT + day)
    recorded(engine, "a-day-later", MIDNIGHT + day)
    assert keep(engine, MIDNIGHT - 30 * day)[0] == {"a-day-later"}
    assert keep(engine, MIDNIGHT + day)[0] == {"a-day-later"}
    assert keep(engine, MIDNIGHT + 2 * day)[0] == set()


def line(when: datetime) -> str:
    return f'"CHAN_START","{when.timestamp():.6f}","x"\n'


def read_all(folder: Path) -> Position | None:
    reader = JournalReader(folder, "Master.csv", None)
    while chunk := reader.read():
        reader.position = chunk.position
    return reader.position


@pytest.mark.parametrize(("age_h", "turns"), [(23, False), (25, True)])
def test_a_small_journal_turns_by_age(tmp_path: Path, age_h: float, turns: bool) -> None:
    current = tmp_path / "Master.csv"
    assert not turn_journal(current, NOW)
    current.write_text(line(NOW - timedelta(hours=age_h)))
    assert turn_journal(current, NOW) is turns
    assert current.exists() is not turns


def test_a_turned_journal_goes_by_its_age_but_never_before_it_was_filed(tmp_path: Path) -> None:
    day = timedelta(days=1)
    for age in (9, 8):
        turned = tmp_path / f"Master.csv.{age}"
        turned.write_text(line(NOW - age * day))
        os.utime(turned, ((NOW - age * day).timestamp(),) * 2)
    position = read_all(tmp_path)  # at the end of the younger one, which may still be being read
    (tmp_path / "Master.csv").write_text(line(NOW))
    assert remove_turned(tmp_path, "Master.csv", None, NOW - 7 * day) == 0
    assert remove_turned(tmp_path, "Master.csv", position, NOW - 7 * day) == 1
    assert not (tmp_path / "Master.csv.9").exists()
    assert remove_turned(tmp_path, "Master.csv", read_all(tmp_path), NOW - 9 * day) == 0
    assert remove_turned(tmp_path, "Master.csv", read_all(tmp_path), NOW - 7 * day) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["Master.csv"]
