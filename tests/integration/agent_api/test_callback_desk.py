"""Callbacks as agents work on them, without a telephone: who may do what, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, World

TOMORROW = f"{date.today() + timedelta(days=1)}T10:00:00+08:00"
# At any hour, so that these stories do not depend on when they are run.
pytestmark = pytest.mark.usefixtures("any_hour")


@pytest.fixture
def any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline.commands.callbacks.may_ring", lambda *_: True)


def owed(world: World, number: str = CITIZEN, **columns: Any) -> int:
    return world.add_callback(number, next_at=MORNING, **columns)


async def test_next_gives_the_one_most_owed_with_all_that_is_known(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    owed(world, OTHER_CITIZEN)
    asked = owed(world, asked=True, place_at=MORNING + timedelta(minutes=5))
    case = world.add_missed("node1-1.1", asked, wait_s=42.0)
    offer = (await anna.ask("POST", "/callbacks/next")).body
    assert (offer["id"], offer["number"], offer["status"], offer["agent"]) == (asked, CITIZEN, "offered", "anna")
    assert (offer["asked"], offer["ticket"]) == (True, case)
    assert [(call["call"], call["wait_s"]) for call in offer["missed"]] == [("node1-1.1", 42.0)]
    assert offer["caller"]["number"] == CITIZEN
    again = (await anna.ask("POST", "/callbacks/next")).body
    assert again["id"] == asked


async def test_nothing_due_is_no_content(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    world.add_callback(next_at=MORNING.replace(year=2099))
    assert (await anna.ask("POST", "/callbacks/next")).status == 204


async def test_nobody_rings_a_citizen_who_is_on_the_line(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    owed(world)
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None}
    world.add_call("node1-1.1", **live)
    assert (await anna.ask("POST", "/callbacks/next")).status == 204


async def test_an_agent_who_is_ready_gets_none_while_citizens_wait(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    owed(world)
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None}
    world.add_call("node1-1.1", caller=OTHER_CITIZEN, **live)
    await world.redis.set("hotline:agents", b'{"anna": {"state": "ready", "since": "2026-11-20T01:00:00+00:00"}}')
    assert (await anna.ask("POST", "/callbacks/next")).status == 204
    await world.redis.delete("hotline:agents")
    assert (await anna.ask("POST", "/callbacks/next")).status == 200


async def test_only_who_was_offered_it_may_take_it_and_only_once(world: World) -> None:
    anna, ben = await world.person("anna", extension="1001"), await world.person("ben", extension="1002")
    callback = owed(world)
    path = f"/callbacks/{callback}"
    assert (await anna.ask("POST", f"{path}/accept")).status == 409
    await anna.ask("POST", "/callbacks/next")
    assert (await ben.ask("POST", f"{path}/accept")).status == 403
    assert (await ben.ask("POST", f"{path}/decline")).status == 403
    assert (await anna.ask("POST", f"{path}/accept")).body["status"] == "dialling"
    assert (await anna.ask("POST", f"{path}/accept")).status == 409
    assert (await anna.ask("POST", f"{path}/decline")).status == 409
    assert (await anna.get("/agents/me"))["holds"] == ["callback"]


@pytest.mark.parametrize("answer", ["accept", "decline"])
async def test_an_offer_that_was_taken_back_is_no_longer_offered(world: World, answer: str) -> None:
    anna = await world.person("anna", extension="1001")
    callback = owed(world)
    await anna.ask("POST", "/callbacks/next")
    await anna.ask("POST", f"/callbacks/{callback}/decline")
    late = await anna.ask("POST", f"/callbacks/{callback}/{answer}")
    assert late.status == 409
    assert "pending, not offered" in late.body["detail"]


async def test_outside_the_hours_nobody_is_rung(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = await world.person("anna", extension="1001")
    callback = owed(world)
    await anna.ask("POST", "/callbacks/next")
    monkeypatch.setattr("hotline.commands.callbacks.may_ring", lambda *_: False)
    assert (await anna.ask("POST", f"/callbacks/{callback}/accept")).status == 409
    await anna.ask("POST", f"/callbacks/{callback}/decline")
    assert (await anna.ask("POST", "/callbacks/next")).status == 204


async def test_a_closed_softphone_cannot_ring(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    callback = owed(world)
    await anna.ask("POST", "/callbacks/next")
    seat = b'{"anna": {"state": "offline", "reason": "phone", "since": "2026-11-20T01:00:00+00:00"}}'
    await world.redis.set("hotline:agents", seat)
    assert (await anna.ask("POST", f"/callbacks/{callback}/accept")).status == 409
    chief = await world.person("chief", "supervisor")
    assert (await chief.ask("POST", "/callbacks/next")).status == 409  # has no phone at all


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"outcome": "reached"}, "reached"),
        ({"outcome": "refuses", "note": "不想再谈"}, "reached"),
        ({"outcome": "wrong_number"}, "invalid"),
        ({"outcome": "voicemail"}, "pending"),
        ({"outcome": "later", "next_at": TOMORROW}, "pending"),
    ],
)
async def test_an_outcome_amends_what_was_reached(world: World, body: dict[str, str], status: str) -> None:
    anna = await world.person("anna", extension="1001")
    callback = owed(world, status="reached", agent="anna")
    case = world.add_missed("node1-1.1", callback)
    told = (await anna.ask("POST", f"/callbacks/{callback}/outcome", body)).body
    assert told["status"] == status
    assert told["next_at"] == (TOMORROW if "next_at" in body else told["next_at"])
    notes = (await anna.get(f"/tickets/{case}"))["notes"]
    assert [note["text"] for note in notes] == ([body["note"]] if "note" in body else [])


async def test_a_duty_that_opens_again_joins_one_that_was_opened_since(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    callback = owed(world, status="reached", agent="anna")
    newer = owed(world)
    body = {"outcome": "later", "next_at": TOMORROW}
    assert (await anna.ask("POST", f"/callbacks/{callback}/outcome", body)).body["status"] == "reached"
    chief = await world.person("chief", "supervisor")
    assert (await chief.get(f"/callbacks/{newer}"))["next_at"] == TOMORROW


@pytest.mark.parametrize(
    "body",
    [{}, {"outcome": "gone"}, {"outcome": "later", "next_at": "tomorrow"}, {"outcome": "reached", "x": 1}, []],
)
async def test_a_bad_outcome_is_refused_with_a_reason(world: World, body: Any) -> None:
    anna = await world.person("anna", extension="1001")
    callback = owed(world, status="reached", agent="anna")
    reply = await anna.ask("POST", f"/callbacks/{callback}/outcome", body)
    assert reply.status == 422
    assert reply.body["detail"]


async def test_no_outcome_for_what_was_not_reached_nor_for_what_is_anothers(world: World) -> None:
    anna, chief = await world.person("anna", extension="1001"), await world.person("chief", "supervisor")
    callback = owed(world)
    assert (await chief.ask("POST", f"/callbacks/{callback}/outcome", {"outcome": "reached"})).status == 409
    assert (await anna.ask("POST", f"/callbacks/{callback}/outcome", {"outcome": "reached"})).status == 403
    assert (await anna.ask("POST", f"/callbacks/{callback}/cancel")).status == 403
    assert (await chief.ask("POST", f"/callbacks/{callback}/cancel")).body["status"] == "cancelled"
    assert (await chief.ask("POST", f"/callbacks/{callback}/cancel")).status == 409
    assert (await chief.ask("POST", "/callbacks/999/cancel")).status == 404
