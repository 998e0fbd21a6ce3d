"""Traffic by step and an agent's own day over HTTP: each figure worked out by hand, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from hotline.store.agents import spells
from hotline.store.engine import writing
from hotline.store.tables import agent_spells, transfers
from tests.parts.agent_api.world import MORNING, ZONE, Person, World

DAY = {"from_": "2026-11-20", "to": "2026-11-21"}


@pytest.fixture
async def auditor(world: World) -> Person:
    return await world.person("audrey", "auditor")


def minutes(count: float) -> datetime:
    return MORNING + timedelta(minutes=count)


def worked(world: World, agent: str, *states: tuple[float, str, str]) -> None:
    """What an agent did: minutes after MORNING, state, reason."""
    with writing(world.engine) as connection:
        for start, state, reason in states:
            at = minutes(start)
            one = spells.Entered(agent=agent, state=state, reason=reason, since=at, at=at)
            spells.enter(connection, [one], ZONE)


def a_morning(world: World) -> None:
    """Six calls of one queue from 09:00 on, and one of the other."""
    world.add_call("node1-1.1", started_at=minutes(1), wait_s=10.0, talk_s=60.0, agent="wang")
    world.add_call("node1-1.2", started_at=minutes(29), wait_s=20.0, talk_s=120.0, agent="wang")
    reached = world.add_callback("13800000003", "reached", missed_at=minutes(40), first_tried_at=minutes(50))
    world.add_missed("node1-1.3", reached, started_at=minutes(35), wait_s=90.0)
    world.add_missed("node1-1.4", None, "greeting", started_at=minutes(61), wait_s=2.0)
    world.add_call("node1-1.5", outcome="unknown", started_at=minutes(62), wait_s=None, talk_s=None)
    world.add_call("node1-1.6", outcome=None, ended_at=None, started_at=minutes(63))  # live: counted nowhere
    world.add_call("node1-1.7", queue="expert", started_at=minutes(64), wait_s=3.0, talk_s=30.0)
    worked(world, "wang", (0, "ready", ""), (10, "talking", ""), (25, "wrapup", ""), (28, "paused", "tea"))
    worked(world, "wang", (58, "offline", ""))


def only(item: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: item[name] for name in names}


async def test_a_day_in_figures(world: World, auditor: Person) -> None:
    a_morning(world)
    seen = await auditor.get("/figures/traffic", **DAY)
    (day,) = seen["items"]
    assert (seen["by"], seen["queue"], seen["complete"], day["period"]) == ("day", None, True, "2026-11-20")
    assert (day["from"], day["to"]) == ("2026-11-20T00:00:00+08:00", "2026-11-21T00:00:00+08:00")
    assert {name: value for name, value in day["missed"].items() if value} == {"greeting": 1, "queue": 1}
    assert only(day, "offered", "answered", "unknown", "service_level", "connection_rate", "broad_rate") == {
        "offered": 6,
        "answered": 3,
        "unknown": 1,
        "service_level": 0.3333,  # 10 s and 3 s of six
        "connection_rate": 0.5,
        "broad_rate": 0.6667,
    }
    assert only(day, "asa_s", "talk_s", "aht_s", "longest_wait_s", "occupancy") == {
        "asa_s": 11.0,
        "talk_s": 70.0,
        "aht_s": 130.0,  # three minutes of after-call work for three calls
        "longest_wait_s": 90.0,
        "occupancy": 0.6429,  # 18 of 28 minutes
    }
    assert day["callbacks"] == seen["totals"]["callbacks"]
    assert only(day["callbacks"], "callbacks", "tried", "reached", "reach_rate") == {
        "callbacks": 1,
        "tried": 1,
        "reached": 1,
        "reach_rate": 1.0,
    }
    assert {name: day[name] for name in seen["totals"]} == seen["totals"]
    assert [only(queue, "queue", "offered", "answered") for queue in seen["queues"]] == [
        {"queue": "hotline", "offered": 5, "answered": 2},
        {"queue": "expert", "offered": 1, "answered": 1},
    ]
    assert seen["hours"] == [
        {"weekday": 5, "hour": 9, "offered": 3, "answered": 2},
        {"weekday": 5, "hour": 10, "offered": 3, "answered": 1},
    ]


async def test_by_half_hours_with_the_rolling_rate(world: World, auditor: Person) -> None:
    a_morning(world)
    world.add_call("node1-1.8", started_at=minutes(-60 * 23))  # within 24 hours of 09:30 only
    seen = await auditor.get(
        "/figures/traffic", from_="2026-11-20T09:00+08:00", to="2026-11-20T10:30+08:00", by="half_hour"
    )
    told = [(item["period"], item["offered"], item["rolling_24h"], item["callbacks"]) for item in seen["items"]]
    assert told == [
        ("2026-11-20T09:00+08:00", 2, 1.0, None),
        ("2026-11-20T09:30+08:00", 1, 0.75, None),
        ("2026-11-20T10:00+08:00", 3, 0.5, None),  # the eighth began more than 24 hours before
    ]
    assert seen["items"][0]["occupancy"] == 0.6429


async def test_of_one_queue(world: World, auditor: Person) -> None:
    a_morning(world)
    seen = await auditor.get("/figures/traffic", **DAY, queue="expert")
    assert only(seen["totals"], "offered", "aht_s", "callbacks") == {"offered": 1, "aht_s": 90.0, "callbacks": None}
    assert len(seen["queues"]) == 2


async def test_what_begins_and_ends_within_a_half_hour_is_exact(world: World, auditor: Person) -> None:
    a_morning(world)
    for since, until, offered in (("09:01", "09:29", 1), ("09:01", "09:30", 2), ("09:20", "10:02", 3)):
        seen = await auditor.get(
            "/figures/traffic", from_=f"2026-11-20T{since}+08:00", to=f"2026-11-20T{until}+08:00", by="hour"
        )
        assert seen["totals"]["offered"] == offered, (since, until)


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # refused before SQL is asked
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from_": "2026-11-20", "to": "2026-11-20"}, "to"),
        ({"from_": "2026-01-01", "to": "2026-11-20", "by": "half_hour"}, "to"),
        ({"queue": "nowhere"}, "queue"),
        ({"from_": "1950-01-01"}, "from"),
        ({"by": "minute"}, "by"),
    ],
)
async def test_what_cannot_be_asked(world: World, auditor: Person, query: dict[str, str], field: str) -> None:
    asked = {name.rstrip("_"): value for name, value in query.items()}
    reply = await auditor.ask("GET", "/figures/traffic", params=asked)
    assert (reply.status, reply.body["errors"][0]["field"]) == (400, field)


async def test_an_agents_own_day(world: World) -> None:
    wang = await world.person("wang", extension="1001")
    now = datetime.now(UTC)
    today = max(now - timedelta(minutes=5), now.astimezone(ZONE).replace(hour=0, minute=0).astimezone(UTC))
    world.add_call("node1-1.1", agent="wang", started_at=today, talk_s=60.0)
    world.add_call("node1-1.2", agent="wang", started_at=today, talk_s=30.0, direction="outbound", with_ticket=False)
    world.add_call("node1-1.3", agent="li", started_at=today)
    world.add_call("node1-1.4", agent="wang", started_at=today - timedelta(days=2))
    sent = {"id": "t1", "call": "node1-1.1", "agent": "wang", "mode": "blind", "target": "water", "numbers": []}
    with writing(world.engine) as connection:
        connection.execute(
            insert(transfers).values(**sent, state="completed", tried=[], created_at=today, started_at=today)
        )
        connection.execute(insert(agent_spells).values(agent="wang", state="paused", reason="tea", since=today))
    seen = await wang.get("/figures/me")
    assert only(seen, "answered", "dialled", "talk_s", "mean_talk_s", "transfers") == {
        "answered": 1,
        "dialled": 1,
        "talk_s": 90.0,
        "mean_talk_s": 60.0,
        "transfers": {"completed": 1},
    }
    assert list(seen["pause_s"]) == ["tea"]
    assert seen["pause_s"]["tea"] == pytest.approx((datetime.now(UTC) - today).total_seconds(), abs=30)
    assert seen["callbacks"]["taken"] == 0
