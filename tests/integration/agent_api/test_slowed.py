"""Callbacks that a burst of calls has made: who sees that they are slowed, and who decides."""

from datetime import timedelta
from typing import Any

from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, World

LATER = MORNING.replace(year=2099)


def burst(world: World) -> dict[str, Any]:
    """One that is slowed, and one like any other."""
    slowed = world.add_callback(CITIZEN, next_at=LATER, lasts_from=LATER, brake="slowed")
    return {"slowed": slowed, "other": world.add_callback(OTHER_CITIZEN, next_at=MORNING + timedelta(hours=1))}


async def test_a_supervisor_sees_which_are_slowed(world: World) -> None:
    chief = await world.person("chief", role="supervisor")
    made = burst(world)
    every = {one["id"]: one["slowed"] for one in (await chief.get("/callbacks"))["items"]}
    assert every == {made["slowed"]: True, made["other"]: False}
    assert [one["id"] for one in (await chief.get("/callbacks", slowed="true"))["items"]] == [made["slowed"]]


async def test_released_they_are_due_at_once(world: World) -> None:
    chief, made = await world.person("chief", role="supervisor"), burst(world)
    decided = await chief.ask("POST", "/callbacks/slowed", {"action": "release"})
    assert (decided.status, decided.body) == (200, {"count": 1})
    released = await chief.get(f"/callbacks/{made['slowed']}")
    assert (released["slowed"], released["status"]) == (False, "pending")
    assert released["next_at"] < LATER.isoformat()


async def test_cancelled_nobody_is_rung_and_the_others_stay(world: World) -> None:
    chief, made = await world.person("chief", role="supervisor"), burst(world)
    decided = await chief.ask("POST", "/callbacks/slowed", {"action": "cancel"})
    assert decided.body == {"count": 1}
    stands = {one["id"]: one["status"] for one in (await chief.get("/callbacks"))["items"]}
    assert stands == {made["slowed"]: "cancelled", made["other"]: "pending"}


async def test_an_agent_may_not_decide_and_a_strange_action_is_refused(world: World) -> None:
    anna, chief = await world.person("anna", extension="1001"), await world.person("chief", role="supervisor")
    burst(world)
    assert (await anna.ask("POST", "/callbacks/slowed", {"action": "release"})).status == 403
    assert (await chief.ask("POST", "/callbacks/slowed", {"action": "delete"})).status in (400, 422)
