"""The audit of a day, by night and by hand."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from cti.upkeep.auditing import DONE, NightlyAudit, audit, audit_day
from hotline.runtime.database import Database
from hotline.store import journal, key_values
from hotline.store.tables import alarms
from tests.parts.cti.desk import HOTLINE
from tests.parts.facts.stories import at
from tests.parts.memory import file_engine, memory_engine
from tests.parts.soon import running, soon

DAY = date(2026, 11, 21)
LATER = at(86_400)


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = memory_engine()
    yield engine
    engine.dispose()


def lose_a_call(engine: Engine) -> None:
    """The journal tells of a call that SQL does not have."""
    with engine.begin() as connection:
        journal.witness(connection, {"node1-1.1": at(0)})


def alarms_raised(engine: Engine) -> list[tuple[str, str, int]]:
    with engine.begin() as connection:
        return [(row.kind, row.subject, row._mapping["count"]) for row in connection.execute(select(alarms))]


def audited(engine: Engine, day: date = DAY) -> None:
    with engine.begin() as connection:
        audit_day(connection, HOTLINE, day, LATER)


def test_a_day_that_does_not_balance_raises_one_alarm(engine: Engine) -> None:
    lose_a_call(engine)
    for _ in range(2):
        audited(engine)
    assert alarms_raised(engine) == [("not_balanced", "2026-11-21", 1)]


def test_a_day_that_balances_raises_none_and_belongs_to_the_centre(engine: Engine) -> None:
    lose_a_call(engine)
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        audited(engine, day)
    assert alarms_raised(engine) == []


@pytest.mark.parametrize(
    ("local", "day"), [("2026-11-22T01:00", "2026-11-21"), ("2026-11-22T23:59", "2026-11-21")], ids=["first", "last"]
)
async def test_each_night_yesterday_of_the_centre_is_audited(tmp_path: Path, local: str, day: str) -> None:
    engine = file_engine(tmp_path)
    database = Database(engine)
    lose_a_call(engine)
    now = datetime.fromisoformat(local).replace(tzinfo=HOTLINE.centre.zone)

    async def audited_day() -> bool:
        return await database.read(key_values.get, DONE) == day

    async with running(NightlyAudit(HOTLINE, database, lambda: now).run()):
        await soon(audited_day)
    assert alarms_raised(engine) == [("not_balanced", day, 1)]
    engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "status"), [(["--from", "2026-11-21", "--to", "2026-11-22"], 1), (["--from", "2026-11-22"], 0)]
)
def test_by_hand_it_prints_what_it_counted(
    engine: Engine, arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lose_a_call(engine)
    assert audit(engine, HOTLINE, arguments, LATER) == status
    printed = json.loads(capsys.readouterr().out)
    assert (printed["balanced"], printed["journal"]) == (status == 0, status)


def test_a_mistake_in_the_period_is_named(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        audit(engine, HOTLINE, ["--from", "yesterday"], LATER)
    assert ended.value.code == 2
    assert "expected a day or time such as" in capsys.readouterr().err
