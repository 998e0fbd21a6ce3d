"""A time without a journal: the accounting names it, and balances."""

from datetime import timedelta

from sqlalchemy import delete

from hotline.store.engine import writing
from hotline.store.reports import gaps
from hotline.store.tables import journal_calls
from tests.parts.agent_api.world import MORNING, World

DAY = {"from_": "2026-11-20T00:00:00+08:00", "to": "2026-11-21T00:00:00+08:00"}


async def test_calls_that_the_journal_lacks_in_a_gap_are_counted_by_it(world: World) -> None:
    world.add_call("node1-1.1")
    world.add_call("node1-1.2", started_at=MORNING + timedelta(minutes=5))
    with writing(world.engine) as connection:
        connection.execute(delete(journal_calls).where(journal_calls.c.id == "node1-1.2"))
    chief = await world.person("chief", "supervisor")
    books = await chief.get("/accounting", **DAY)
    assert (books["balanced"], books["differences"]["not_in_journal"]) == (False, ["node1-1.2"])
    with writing(world.engine) as connection:
        since = MORNING + timedelta(minutes=4)
        gaps.record(connection, "node1", since, since + timedelta(minutes=2), gaps.DISK_FULL)
    books = await chief.get("/accounting", **DAY)
    assert books["balanced"]
    assert [(gap["node"], gap["from"], gap["reason"], gap["calls"]) for gap in books["gaps"]] == [
        ("node1", "2026-11-20T09:04:00+08:00", "disk_full", 1)
    ]


async def test_a_gap_excuses_nothing_outside_it(world: World) -> None:
    world.add_call("node1-1.1")
    with writing(world.engine) as connection:
        connection.execute(delete(journal_calls))
        later = MORNING + timedelta(minutes=4)
        gaps.record(connection, "node1", later, later + timedelta(minutes=2), gaps.DISK_FULL)
    chief = await world.person("chief", "supervisor")
    books = await chief.get("/accounting", **DAY)
    assert not books["balanced"]
    assert books["gaps"][0]["calls"] == 0
