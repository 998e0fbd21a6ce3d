"""The caller's history, in whatever spelling it is asked for."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, Person, World


@pytest.fixture
async def anna(world: World) -> Person:
    return await world.person("anna", "supervisor", extension="1001")


@pytest.mark.parametrize(
    "spelling", [CITIZEN, f"+86{CITIZEN}", f"0086{CITIZEN}", "138 1234 5678", "１３８１２３４５６７８"]
)
async def test_one_caller_in_every_spelling(world: World, anna: Person, spelling: str) -> None:
    world.add_call("node1-1.1")
    known = await anna.get(f"/callers/{quote(spelling)}")
    assert known["number"] == CITIZEN
    assert [call["id"] for call in known["calls"]] == ["node1-1.1"]


async def test_the_last_twenty_tickets_and_calls_newest_first(world: World, anna: Person) -> None:
    for number in range(25):
        world.add_call(f"node1-1.{number}", started_at=MORNING + timedelta(minutes=number))
    world.add_call("node1-1.99", caller=OTHER_CITIZEN)
    known = await anna.get(f"/callers/{CITIZEN}")
    expected = [f"node1-1.{number}" for number in range(24, 4, -1)]
    assert [call["id"] for call in known["calls"]] == expected
    assert [ticket["call"] for ticket in known["tickets"]] == expected
    assert known["calls"][0]["caller"] == CITIZEN


async def test_the_open_case_of_an_earlier_call_stands_before_the_blank_ticket_of_this_one(
    world: World, anna: Person
) -> None:
    case = world.add_call("node1-1.1")
    closed = world.add_call("node1-1.2", started_at=MORNING + timedelta(minutes=5))
    chief = await world.person("chief", "supervisor")
    await chief.ask("PATCH", f"/tickets/{closed}", {"status": "closed"})
    await anna.ask("POST", f"/tickets/{case}/notes", {"text": "等待回复"})
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None}
    world.add_call("node1-1.3", started_at=MORNING + timedelta(hours=1), **live)
    known = await anna.get(f"/callers/{CITIZEN}")
    assert known["open_ticket"]["number"] == case
    assert known["open_ticket"]["notes"][0]["text"] == "等待回复"


async def test_a_first_call_shows_its_own_ticket(world: World, anna: Person) -> None:
    own = world.add_call("node1-1.1", state="queued", outcome=None, ended_at=None)
    assert (await anna.get(f"/callers/{CITIZEN}"))["open_ticket"]["number"] == own


async def test_the_agent_sees_that_we_owe_a_callback_and_for_which_calls(world: World, anna: Person) -> None:
    world.add_callback(status="reached")
    owed = world.add_callback()
    world.add_missed("node1-1.1", owed)
    world.add_missed("node1-1.2", owed, started_at=MORNING + timedelta(minutes=1))
    duty = (await anna.get(f"/callers/{CITIZEN}"))["open_callback"]
    assert (duty["id"], duty["status"], duty["number"]) == (owed, "pending", CITIZEN)
    assert duty["calls"] == ["node1-1.1", "node1-1.2"]


async def test_callers_who_hide_their_number_are_not_one_person(world: World, anna: Person) -> None:
    world.add_call("node1-1.1", caller="")
    known = await anna.get("/callers/anonymous")
    assert (known["number"], known["calls"], known["tickets"], known["open_ticket"]) == ("", [], [], None)


@pytest.mark.parametrize("written", ["%00", "%FF", "x" * 65, "';DROP TABLE calls;--", "..%2F..%2Fetc"])
async def test_what_is_no_number_has_no_history_and_does_no_harm(world: World, anna: Person, written: str) -> None:
    reply = await anna.ask("GET", f"/callers/{written}")
    assert reply.status in (200, 404)
    if reply.status == 200:
        assert reply.body["calls"] == []
