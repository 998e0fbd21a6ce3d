"""What the hourly keeping takes away, and what it leaves."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from cti.service.keeping import FACTS_KEPT, forget_old
from cti.store.engine import open_engine, reading, writing
from cti.store.schema import migrate
from cti.store.tables import call_facts, calls
from tests.unit.domain.stories import at

NOW = at(0)
MIDNIGHT = NOW - timedelta(days=180)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'hotline.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


def recorded(engine: Engine, name: str, started_at: datetime) -> None:
    call = {"id": name, "direction": "inbound", "state": "ended", "caller": "1", "called": "12345", "legs": []}
    times = {"started_at": started_at, "ended_at": started_at, "recording": f"{name}.wav"}
    with writing(engine) as connection:
        connection.execute(insert(calls).values(**call, **times))
        connection.execute(insert(call_facts).values(call=name, facts=[]))


def keep(engine: Engine, midnight: datetime = MIDNIGHT, now: datetime = NOW) -> tuple[set[str], set[str]]:
    """The calls that still have a recording, and those that still have facts."""
    with writing(engine) as connection:
        forget_old(connection, midnight, now)
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
