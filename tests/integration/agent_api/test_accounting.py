"""The accounting: every call of a period, counted so that what is missing shows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert

from hotline.store.engine import writing
from hotline.store.tables import journal_calls, marks, tickets
from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, Person, World

DAY = {"from_": "2026-11-20", "to": "2026-11-21"}


@pytest.fixture
async def auditor(world: World) -> Person:
    return await world.person("audrey", "auditor")


async def test_every_call_of_a_day_is_accounted_for(world: World, auditor: Person) -> None:
    reached, owed = world.add_callback(status="reached"), world.add_callback(OTHER_CITIZEN)
    world.add_call("node1-1.1")
    world.add_call("node1-1.2")
    world.add_missed("node1-1.3", reached, "greeting")
    world.add_missed("node1-1.4", reached, "queue")
    world.add_missed("node1-1.5", owed, "full", caller=OTHER_CITIZEN)
    world.add_missed("node1-1.6", None, "queue", ended_at=MORNING + timedelta(seconds=2))
    world.add_call("node1-1.7", outcome="unknown")
    world.add_call("node1-1.8", outcome=None, ended_at=None, state="talking")
    world.add_call("node1-1.9", direction="outbound")
    world.add_call("node1-1.10", started_at=MORNING - timedelta(days=1))
    counted = await auditor.get("/accounting", **DAY)
    assert (counted["offered"], counted["answered"], counted["unknown"], counted["live"]) == (7, 2, 1, 1)
    assert {where: count for where, count in counted["missed"].items() if count} == {
        "greeting": 1,
        "queue": 2,
        "full": 1,
    }
    assert counted["tickets"] == 7
    assert {state: count for state, count in counted["missed_by_callback"].items() if count} == {
        "reached": 2,
        "pending": 1,
        "exempt": 1,
    }
    assert {state: count for state, count in counted["callbacks"].items() if count} == {"reached": 1, "pending": 1}
    assert counted["balanced"] is True
    assert (counted["from"], counted["to"]) == ("2026-11-20T00:00:00+08:00", "2026-11-21T00:00:00+08:00")


async def test_a_call_without_a_ticket_shows(world: World, auditor: Person) -> None:
    world.add_call("node1-1.1")
    number = world.add_call("node1-1.2")
    assert (await auditor.get("/accounting", **DAY))["balanced"] is True
    with writing(world.engine) as connection:
        connection.execute(delete(tickets).where(tickets.c.number == number))
    counted = await auditor.get("/accounting", **DAY)
    assert (counted["offered"], counted["tickets"], counted["balanced"]) == (2, 1, False)


async def test_a_call_that_only_the_journal_saw_shows_by_its_id(world: World, auditor: Person) -> None:
    world.add_call("node1-1.1")
    with writing(world.engine) as connection:
        connection.execute(insert(journal_calls).values(id="node1-1.2", started_at=MORNING))
    counted = await auditor.get("/accounting", **DAY)
    assert (counted["journal"], counted["balanced"]) == (2, False)
    assert counted["differences"]["not_in_sql"] == ["node1-1.2"]


@pytest.mark.parametrize("wrong", [{"outcome": None}, {"outcome": "missed", "missed_in": None}])
async def test_a_call_that_ended_in_no_known_way_shows(world: World, auditor: Person, wrong: dict[str, Any]) -> None:
    world.add_call("node1-1.1", **wrong)
    assert (await auditor.get("/accounting", **DAY))["balanced"] is False


async def test_without_a_period_it_is_today_at_the_centre(world: World, auditor: Person) -> None:
    world.add_call("node1-1.1", started_at=datetime.now(UTC))
    world.add_call("node1-1.2", started_at=datetime.now(UTC) - timedelta(days=1, minutes=1))
    assert (await auditor.get("/accounting"))["offered"] == 1


async def test_corrections_of_the_days_are_summed(world: World, auditor: Person) -> None:
    with writing(world.engine) as connection:
        for day, count in (("2026-11-19", 1), ("2026-11-20", 2), ("2026-11-21", 4)):
            connection.execute(insert(marks).values(name=f"corrections/{day}", value=str(count)))
        connection.execute(insert(marks).values(name="corrections_of_another_kind", value="none"))
    assert (await auditor.get("/accounting", **DAY))["corrections"] == 2
    assert (await auditor.get("/accounting", from_="2026-11-19", to="2026-11-20T00:00:01"))["corrections"] == 3


async def test_a_period_that_ends_before_it_begins_is_refused(world: World, auditor: Person) -> None:
    assert (await auditor.ask("GET", "/accounting?from=2026-11-21&to=2026-11-20")).status == 400


async def test_alarms_come_latest_first(world: World, auditor: Person) -> None:
    world.add_alarm("unknown_number", "12399")
    world.add_alarm("unknown_number", "12398")
    items = await auditor.all_of("/alarms", limit=1)
    assert [(item["kind"], item["subject"], item["count"]) for item in items] == [
        ("unknown_number", "12398", 1),
        ("unknown_number", "12399", 1),
    ]
    assert CITIZEN not in str(items)
