"""The state that an agent wishes, and the states that a supervisor sees."""

import asyncio

import orjson
import pytest

from tests.parts.agent_api.agents import cti_obeys
from tests.parts.agent_api.world import World


async def test_an_agent_says_what_they_wish(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    async with cti_obeys(world):
        ready = await anna.ask("PUT", "/agents/me/state", {"state": "ready"})
        assert (ready.status, ready.body["state"], ready.body["applied"]) == (200, "ready", True)
        paused = await anna.ask("PUT", "/agents/me/state", {"state": "paused", "reason": "午饭"})
        assert paused.body["reason"] == "午饭"
        assert paused.body["since"].endswith("+08:00")
    me = await anna.get("/agents/me")
    assert (me["wish"], me["wish_reason"]) == ("paused", "午饭")


@pytest.mark.parametrize("body", [{}, {"state": "asleep"}, {"state": "paused", "reason": "x" * 65}, {"state": True}])
async def test_a_wish_that_is_none_is_refused(world: World, body: dict[str, object]) -> None:
    anna = await world.person("anna", extension="1001")
    assert (await anna.ask("PUT", "/agents/me/state", body)).status == 422


async def test_without_a_phone_there_is_nothing_to_wish(world: World) -> None:
    chief = await world.person("chief", "supervisor")
    reply = await chief.ask("PUT", "/agents/me/state", {"state": "ready"})
    assert reply.status == 409
    assert "extension" in reply.body["detail"]


async def test_a_whole_shift_signs_in_at_once(world: World) -> None:
    people = [await world.person(f"agent{number}", extension=f"{2000 + number}") for number in range(20)]
    async with cti_obeys(world, after_s=0.05):
        replies = await asyncio.gather(
            *(person.ask("PUT", "/agents/me/state", {"state": "ready"}) for person in people)
        )
    assert all(reply.body["applied"] for reply in replies)


async def test_the_supervisor_sees_what_everybody_does_now(world: World) -> None:
    chief = await world.person("chief", "supervisor")
    world.add_person("anna", extension="1001")
    world.add_person("ben", extension="1002")
    seat = {"state": "talking", "since": "2026-11-20T01:00:00+00:00", "call": "node1-1.1", "reason": ""}
    await world.redis.set("hotline:agents", orjson.dumps({"anna": seat | {"silent": "citizen"}}))
    by_name = {agent["username"]: agent for agent in await chief.all_of("/agents", limit=2)}
    assert list(by_name) == ["anna", "ben", "chief"]
    anna = by_name["anna"]
    assert (anna["state"], anna["since"], anna["call"]) == ("talking", "2026-11-20T09:00:00+08:00", "node1-1.1")
    assert (by_name["ben"]["state"], by_name["ben"]["since"]) == ("offline", None)
    assert (anna["silent"], by_name["ben"]["silent"]) == ("citizen", None)
