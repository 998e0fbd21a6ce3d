"""Callbacks as supervisors order them: why not yet, given to an agent, put first, cancelled for a reason; the story."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from hotline.store.callbacks import callback_desk
from hotline.store.engine import reading, writing
from hotline.store.tables import access_log, placed_calls
from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, Person, World


@pytest.fixture
async def chief(world: World) -> Person:
    return await world.person("chief", "supervisor")


def owed(world: World, number: str = CITIZEN, **columns: Any) -> int:
    return world.add_callback(number, **{"next_at": MORNING, **columns})


def next_for(world: World, username: str) -> int | None:
    now = datetime.now(UTC)
    with writing(world.engine) as connection:
        row = callback_desk.claim_next(connection, username, now, now + timedelta(minutes=1))
    return row.id if row else None


def told(world: World) -> list[tuple[str, str, Any]]:
    with reading(world.engine) as connection:
        rows = connection.execute(select(access_log).where(access_log.c.kind.like("callback%")))
        return [(row.kind, row.actor, row.detail) for row in rows]


async def test_what_is_put_first_is_offered_first_and_at_once(world: World, chief: Person) -> None:
    world.add_person("anna", extension="1001", wish="ready")
    owed(world, OTHER_CITIZEN, urgent=True)
    late = owed(world, next_at=datetime.now(UTC) + timedelta(hours=3))
    answer = await chief.ask("POST", f"/callbacks/{late}/first")
    assert (answer.status, answer.body["first_at"] is not None) == (200, True)
    assert next_for(world, "anna") == late
    assert (await chief.ask("POST", f"/callbacks/{late}/first")).status == 409
    assert told(world) == [("callback_put_first", "chief", {"callback": late})]


async def test_what_is_given_to_an_agent_waits_for_them_while_they_are_at_work(world: World, chief: Person) -> None:
    world.add_person("anna", extension="1001", wish="ready")
    world.add_person("ben", extension="1002", wish="paused")
    owed(world, OTHER_CITIZEN, urgent=True, agent=None)
    mine = owed(world)
    assert (await chief.ask("POST", f"/callbacks/{mine}/assign", {"agent": "ben"})).body["reserved_for"] == "ben"
    assert next_for(world, "ben") == mine  # before what is urgent
    with writing(world.engine) as connection:
        assert callback_desk.give_back(connection, mine, "ben", datetime.now(UTC))
    assert (await chief.get(f"/callbacks/{mine}"))["reserved_for"] is None


async def test_nothing_waits_for_an_agent_who_has_gone_home(world: World, chief: Person) -> None:
    world.add_person("anna", extension="1001", wish="ready")
    world.add_person("ben", extension="1002", wish="ready")
    mine = owed(world)
    await chief.ask("POST", f"/callbacks/{mine}/assign", {"agent": "ben"})
    assert next_for(world, "anna") is None
    world.change_person("ben", wish="offline")
    assert next_for(world, "anna") == mine


@pytest.mark.parametrize("agent", ["nobody", "gone", "audrey"])
async def test_it_is_given_to_nobody_who_is_not_at_work(world: World, chief: Person, agent: str) -> None:
    world.add_person("gone", extension="1001")
    world.add_person("audrey", "auditor")
    assert (await chief.ask("POST", f"/callbacks/{owed(world)}/assign", {"agent": agent})).status == 409
    assert told(world) == []


async def test_a_cancelled_one_says_who_and_why(world: World, chief: Person) -> None:
    first, second = owed(world), owed(world, OTHER_CITIZEN)
    answer = await chief.ask("POST", f"/callbacks/{first}/cancel", {"reason": "13812345678 has come in person"})
    assert (answer.body["status"], answer.body["cancelled_by"]) == ("cancelled", "chief")
    assert answer.body["cancel_reason"] == "138******78 has come in person"
    assert (await chief.ask("POST", f"/callbacks/{second}/cancel")).body["cancel_reason"] == ""
    assert [kind for kind, _, _ in told(world)] == ["callback_cancelled"] * 2


async def test_why_not_yet(world: World, chief: Person) -> None:
    at = datetime.now(UTC) + timedelta(hours=1)
    later, due = owed(world, next_at=at), owed(world, OTHER_CITIZEN)
    seen = {item["id"]: item["waits"] for item in await chief.all_of("/callbacks")}
    assert datetime.fromisoformat(seen[later]["until"]) == at
    assert (seen[later]["why"], seen[due]) == ("later", {"why": "unknown", "until": None})


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "open"}, "1 2"),
        ({"status": "over"}, "3"),
        ({"status": "reached", "agent": "anna"}, "3"),
        ({"status": "open", "agent": "anna"}, ""),
        ({"number": "+86 138 1234 5678"}, "1"),
        ({"queue": "expert", "urgent": "true"}, "2"),
        ({"asked": "true"}, "1"),
        ({"from_": "2026-11-20T09:10:00", "to": "2026-11-20T09:30:00"}, "2"),
    ],
)
async def test_every_filter_goes_with_every_other(
    world: World, chief: Person, filters: dict[str, str], found: str
) -> None:
    ids = [
        owed(world, asked=True),
        owed(world, OTHER_CITIZEN, queue="expert", urgent=True, missed_at=MORNING + timedelta(minutes=10)),
        owed(world, "13800000003", status="reached", agent="anna", missed_at=MORNING + timedelta(minutes=30)),
    ]
    seen = [item["id"] for item in await chief.all_of("/callbacks", **filters)]
    assert " ".join(str(ids.index(one) + 1) for one in reversed(seen)) == found


async def test_the_story_has_the_missed_calls_and_each_attempt(world: World, chief: Person) -> None:
    mine = owed(world)
    ticket = world.add_missed("node1-1.1", mine, wait_s=42.0)
    plan = {"number": CITIZEN, "agent": "anna", "extension": "1001", "callback": mine, "created_at": MORNING}
    with writing(world.engine) as connection:
        connection.execute(insert(placed_calls).values(**plan, id="node1-c.1", result="busy", ended_at=MORNING))
    story = await chief.get(f"/callbacks/{mine}/story")
    assert (story["ticket"], [call["call"] for call in story["missed"]]) == (ticket, ["node1-1.1"])
    assert [(one["call"], one["agent"], one["result"]) for one in story["attempts"]] == [("node1-c.1", "anna", "busy")]
    ben = await world.person("ben", extension="1002")
    assert (await ben.ask("GET", f"/callbacks/{mine}/story")).status == 403
