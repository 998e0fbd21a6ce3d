"""Alarms: begun, ended and acknowledged, each once."""

from datetime import timedelta

import pytest

from cti.upkeep.alarm_watch import AlarmWatch, CallCentre
from hotline.domain.space import DiskSpace
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store.engine import writing
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind
from tests.parts.agent_api.world import MORNING, Person, World


@pytest.fixture
async def chief(world: World) -> Person:
    return await world.person("chief", "supervisor")


def raise_alarm(world: World, kind: AlarmKind, subject: str, minutes: float) -> None:
    with writing(world.engine) as connection:
        alarms.raise_alarm(connection, kind, subject, MORNING + timedelta(minutes=minutes))


async def test_what_happens_again_is_counted_and_after_its_end_is_a_new_alarm(world: World, chief: Person) -> None:
    for minutes in (0, 1):
        raise_alarm(world, AlarmKind.GUESSING, "127.0.0.9", minutes)
    with writing(world.engine) as connection:
        alarms.end_quiet(connection, MORNING + timedelta(hours=1))
    raise_alarm(world, AlarmKind.GUESSING, "127.0.0.9", 90)
    later, first = await chief.all_of("/alarms", limit=1)
    assert (first["count"], first["ended_at"]) == (2, "2026-11-20T09:01:00+08:00")
    assert (later["count"], later["ended_at"]) == (1, None)
    assert [one["id"] for one in await chief.all_of("/alarms", open="true")] == [later["id"]]


async def test_who_has_looked_first_stands(world: World, chief: Person) -> None:
    raise_alarm(world, AlarmKind.DISK_LOW, "node1", 0)
    (alarm,) = await chief.all_of("/alarms", acknowledged="false")
    assert (await chief.ask("POST", f"/alarms/{alarm['id']}/acknowledge")).body["acknowledged_by"] == "chief"
    other = await world.person("other", "supervisor")
    assert (await other.ask("POST", f"/alarms/{alarm['id']}/acknowledge")).body["acknowledged_by"] == "chief"
    assert await chief.all_of("/alarms", acknowledged="false") == []
    assert (await chief.ask("POST", "/alarms/999/acknowledge")).status == 404


async def test_a_queue_without_agents_is_an_alarm_until_somebody_comes(
    world: World, chief: Person, settings: Settings
) -> None:
    heard, looked = True, []
    centre = CallCentre(
        node="node1", heard=lambda: heard, seats=list, live=list, disk=lambda: DiskSpace.ENOUGH, disk_days=lambda: None
    )
    database = Database(world.engine)
    watch = AlarmWatch(settings.hotline, database, centre, lambda: MORNING, lambda: looked.append(1))
    for seconds in (0, 30, 60, 65):
        await watch.look(MORNING + timedelta(seconds=seconds))
    opened = await chief.all_of("/alarms", kind="nobody_ready", open="true")
    assert sorted((one["subject"], one["first_at"]) for one in opened) == [
        ("expert", "2026-11-20T09:01:00+08:00"),
        ("hotline", "2026-11-20T09:01:00+08:00"),
    ]
    assert len(looked) == 1
    heard = False  # Asterisk is away: nothing is concluded
    for seconds in (120, 600):
        await watch.look(MORNING + timedelta(seconds=seconds))
    assert len(await chief.all_of("/alarms", open="true")) == 2
    database.close()
