"""Figures by day and month: each worked out by hand, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event

from hotline.store.engine import reading
from hotline.store.reports import figures, today
from tests.parts.agent_api.config import HOTLINE
from tests.parts.agent_api.owed import DAYS, add_dialling, add_duty, minutes
from tests.parts.agent_api.world import MORNING, ZONE, Person, World

RATES = ("callback_rate", "reach_rate", "in_time_rate", "broad_rate")


async def test_the_figures_of_two_days(world: World, auditor: Person) -> None:
    """Thirteen calls and eight duties on the 20th, one of the 21st."""
    for number in range(1, 6):
        world.add_call(f"node1-1.{number}")
    add_duty(world, 11, "reached", first_tried_at=minutes(10), reached_at=minutes(40), ended_at=minutes(40), attempts=2)
    add_duty(world, 12, "reached", first_tried_at=minutes(31), reached_at=minutes(31), ended_at=minutes(31), attempts=1)
    add_duty(world, 13, "self_resolved", ended_at=minutes(30))
    add_duty(world, 14, "self_resolved", first_tried_at=minutes(5), ended_at=minutes(90), attempts=1)
    add_duty(world, 15, "exhausted", first_tried_at=minutes(29), ended_at=minutes(600), attempts=4)
    add_duty(world, 16, "invalid", ended_at=MORNING)
    oldest = add_duty(world, 17, "pending", next_at=MORNING)
    add_duty(world, 18, "dialling", missed_at=minutes(3), agent="wang")
    world.add_missed("node1-1.19", oldest)  # the same citizen once more
    world.add_missed("node1-1.20", None)  # owes none
    add_duty(world, 21, "cancelled", missed_at=minutes(24 * 60))
    world.add_call("node1-1.22", outcome=None, ended_at=None, state="talking")
    world.add_call("node1-1.23", direction="outbound")
    seen = await auditor.get("/figures/callbacks", **DAYS)
    first, second = seen["items"]
    age_s = first.pop("oldest_open_s")
    assert first == {
        "period": "2026-11-20",
        "missed": 9,
        "callbacks": 8,
        "tried": 4,
        "reached": 2,
        "self_resolved": 2,
        "attempts": 8,
        "callback_rate": 0.625,  # 11, 12, 13, 14 (once), 15
        "reach_rate": 0.5,
        "in_time_rate": 0.5,  # 11, 13, 14, 15; 12 is a minute late
        "broad_rate": 0.6,  # (5 + 11, 12, 13, 14) of 15
    }
    assert age_s == pytest.approx((datetime.now(UTC) - MORNING).total_seconds(), abs=60)
    assert (second["period"], second["callbacks"], second["callback_rate"], second["oldest_open_s"]) == (
        "2026-11-21",
        1,
        0.0,
        None,
    )
    assert (seen["from"], seen["to"], seen["by"]) == ("2026-11-20T00:00:00+08:00", "2026-11-22T00:00:00+08:00", "day")
    assert (seen["totals"]["callbacks"], seen["totals"]["callback_rate"]) == (9, 0.5556)
    assert seen["totals"]["broad_rate"] == 0.5625


async def test_each_queue_has_figures_of_its_own_whoever_answered(world: World, auditor: Person) -> None:
    world.add_call("node1-1.1", queue="expert", overflowed_to="hotline", wait_s=14.0, to_person_s=17.0)
    world.add_call("node1-1.2", queue="expert", wait_s=40.0, to_person_s=44.0)
    world.add_missed("node1-1.3", None, "empty", queue="expert", overflowed_to="hotline")
    world.add_call("node1-1.4", queue="expert", started_at=MORNING + timedelta(days=1))
    seen = await auditor.get("/figures/queues", from_="2026-11-20", to="2026-11-21")
    hotline, expert = seen["items"]
    assert (hotline["queue"], hotline["offered"], hotline["service_level"]) == ("hotline", 0, None)
    assert expert == {
        "period": "2026-11-20",
        "queue": "expert",
        "title": "expert",
        "offered": 3,
        "answered": 2,
        "missed": 1,
        "overflowed": 2,
        "to_person_s": 30.5,
        "service_level": 0.3333,
        "broad_rate": 0.6667,
    }
    as_csv = await auditor.ask("GET", "/figures/queues", params={"from": "2026-11-20", "format": "csv"})
    assert "溢出".encode() in as_csv.body


async def test_who_is_missed_at_night_is_in_time_until_half_past_eight(world: World, auditor: Person) -> None:
    night = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # 22:00
    opening = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)  # 08:00
    add_duty(world, 1, "exhausted", missed_at=night, first_tried_at=minutes(30, opening), attempts=1)
    add_duty(world, 2, "exhausted", missed_at=night, first_tried_at=minutes(30.1, opening), attempts=1)
    evening = minutes(-80, night)  # 20:40: twenty minutes are left
    add_duty(world, 3, "exhausted", missed_at=evening, first_tried_at=minutes(9, opening), attempts=1)
    add_duty(world, 4, "exhausted", missed_at=evening, first_tried_at=minutes(11, opening), attempts=1)
    (day,) = (await auditor.get("/figures/callbacks", from_="2026-11-20", to="2026-11-21"))["items"]
    assert (day["callbacks"], day["in_time_rate"]) == (4, 0.5)


async def test_an_empty_period_divides_by_nothing(world: World, auditor: Person) -> None:
    seen = await auditor.get("/figures/callbacks", **DAYS)
    assert [item["period"] for item in seen["items"]] == ["2026-11-20", "2026-11-21"]
    assert {seen["totals"][name] for name in RATES} == {None}
    assert seen["totals"]["missed"] == seen["totals"]["callbacks"] == 0
    assert (await auditor.get("/figures/agents", **DAYS))["items"] == []
    assert (await auditor.get("/figures/callbacks", from_="2026-11-20", to="2026-11-20"))["items"] == []


async def test_months_are_those_of_the_centre(world: World, auditor: Person) -> None:
    last_second = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
    add_duty(world, 1, "pending", missed_at=last_second)
    add_duty(world, 2, "pending", missed_at=last_second + timedelta(seconds=1))
    seen = await auditor.get("/figures/callbacks", from_="2026-11-15", to="2027-01-01", by="month")
    assert [(item["period"], item["callbacks"], item["missed"]) for item in seen["items"]] == [
        ("2026-11", 1, 1),
        ("2026-12", 1, 1),
    ]


async def test_without_a_period_it_is_this_day_or_month(world: World, auditor: Person) -> None:
    add_duty(world, 1, "pending", missed_at=datetime.now(UTC))
    for by in ("day", "month"):
        (item,) = (await auditor.get("/figures/callbacks", by=by))["items"]
        assert (item["missed"], item["callbacks"]) == (1, 1)


async def test_agents_are_ranked_by_whom_they_reached(world: World, auditor: Person) -> None:
    for username, name in (("wang", "王芳"), ("li", "李强"), ("zhao", "赵敏")):
        world.add_person(username, name=name)
    wangs = world.add_callback("1", "reached", agent="wang", reached_at=minutes(5))
    add_dialling(world, "node1-2.1", "wang", wangs, "no_answer", talk_s=None, outcome="failed")
    add_dialling(world, "node1-2.2", "wang", wangs, "reached", reached_at=minutes(5), talk_s=60.5)
    voicemail = world.add_callback("2", "pending", reached_at=minutes(6))
    add_dialling(world, "node1-2.3", "li", voicemail, "reached", reached_at=minutes(6), talk_s=10.0)
    again = world.add_callback("3", "reached", agent="zhao", reached_at=minutes(9))
    add_dialling(world, "node1-2.4", "li", again, "reached", reached_at=minutes(7), talk_s=5.0)
    add_dialling(world, "node1-2.5", "zhao", again, "reached", reached_at=minutes(9), talk_s=20.0)
    add_dialling(world, "node1-2.6", "zhao", wangs, "busy", talk_s=None, outcome="failed")
    for number, result in enumerate(("agent_left", "agent_no_answer", "never_sent", "network"), start=7):
        add_dialling(world, f"node1-2.{number}", "li", voicemail, result, talk_s=None, outcome="failed")
    world.add_call("node1-1.1", agent="li")
    world.add_call("node1-1.2", agent="gone")
    world.add_call("node1-1.3", agent="li", started_at=minutes(24 * 60))
    items = (await auditor.get("/figures/agents", **DAYS))["items"]
    columns = ("period", "rank", "agent", "name", "taken", "reached", "attempts", "talk_s", "answered")
    assert [tuple(item[column] for column in columns) for item in items] == [
        ("2026-11-20", 1, "wang", "王芳", 1, 1, 2, 60.5, 0),
        ("2026-11-20", 1, "zhao", "赵敏", 2, 1, 2, 20.0, 0),
        ("2026-11-20", 3, "li", "李强", 2, 0, 2, 15.0, 1),
        ("2026-11-20", 4, "gone", "", 0, 0, 0, 0.0, 1),
        ("2026-11-21", 1, "li", "李强", 0, 0, 0, 0.0, 1),
    ]


class TestWhereClocksChange:
    """Berlin's summer time ended on 2026-10-25, a day of 25 hours."""

    @pytest.fixture
    def hotline(self) -> str:
        return f'[centre]\ntimezone = "Europe/Berlin"\n{HOTLINE}'

    async def test_the_day_of_25_hours_is_one_day(self, world: World, auditor: Person) -> None:
        begins, ends = datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)
        inside = (begins, ends - timedelta(seconds=1), ends - timedelta(minutes=30))
        for number, missed_at in enumerate((begins - timedelta(seconds=1), *inside, ends), start=1):
            add_duty(world, number, "pending", missed_at=missed_at)
        seen = await auditor.get("/figures/callbacks", from_="2026-10-24", to="2026-10-27")
        assert [(item["period"], item["missed"], item["callbacks"]) for item in seen["items"]] == [
            ("2026-10-24", 1, 1),
            ("2026-10-25", 3, 3),
            ("2026-10-26", 1, 1),
        ]
        assert seen["from"] == "2026-10-24T00:00:00+02:00"
        assert seen["to"] == "2026-10-27T00:00:00+01:00"


def test_the_wall_counts_the_callbacks_of_today(world: World) -> None:
    add_duty(world, 1, "reached", attempts=1)
    add_duty(world, 2, "self_resolved", first_tried_at=minutes(1))
    add_duty(world, 3, "pending", first_tried_at=minutes(1))
    add_duty(world, 4, "pending")
    add_duty(world, 5, "reached", missed_at=minutes(-24 * 60))
    with reading(world.engine) as connection:
        counted = today.callbacks_missed(connection, minutes(-60), minutes(24 * 60))
    assert counted.as_json() == {
        "callbacks": 4,
        "tried": 3,
        "reached": 1,
        "self_resolved": 1,
        "callback_rate": 0.75,
        "reach_rate": 0.3333,
    }


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
def test_a_year_of_others_is_not_looked_through(world: World) -> None:
    plans: list[str] = []
    ours: list[Connection] = []  # the role itself asks too, while it starts

    @event.listens_for(world.engine, "before_cursor_execute")
    def explain(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's hook
        if connection in ours and statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[-1] for row in cursor.fetchall())

    try:
        with reading(world.engine) as connection:
            ours.append(connection)
            figures.count_calls(connection, minutes(10), minutes(70), ZONE)
            list(figures.duties(connection, MORNING, minutes(60)))
            figures.count_agents(connection, minutes(10), minutes(70), ZONE)
            today.callbacks_missed(connection, MORNING, minutes(60))
    finally:
        event.remove(world.engine, "before_cursor_execute", explain)
    assert len(plans) >= 5
    assert not [plan for plan in plans if plan.startswith("SCAN")], plans
    firsts = {
        index
        for plan in plans
        for index in ("started_at", "created_at", "missed_at", "ix_calls_callback")
        if index in plan
    }
    assert firsts == {"started_at", "created_at", "missed_at"}, plans  # found by the period, not from all callbacks
