"""Callbacks as they stand."""

from datetime import timedelta

import pytest

from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, World

BESIDE = [
    *("kind", "slowed", "queue", "asked", "urgent", "reserved_for", "first_at", "outcome", "reached_at", "ended_at"),
    *("cancelled_by", "cancel_reason", "waits"),
]
CONTRACT = ["id", "number", "status", "calls", "missed_at", "next_at", "attempts", "agent"]


async def test_a_supervisor_sees_what_is_owed_the_latest_first(world: World) -> None:
    chief = await world.person("chief", "supervisor")
    first = world.add_callback()
    second = world.add_callback(OTHER_CITIZEN, missed_at=MORNING + timedelta(minutes=1), next_at=MORNING)
    world.add_missed("node1-1.1", first)
    items = await chief.all_of("/callbacks", limit=1)
    assert [list(item) for item in items] == [[*CONTRACT, *BESIDE]] * 2
    assert [(item["id"], item["number"], item["calls"]) for item in items] == [
        (second, OTHER_CITIZEN, []),
        (first, CITIZEN, ["node1-1.1"]),
    ]
    assert (await chief.get(f"/callbacks/{first}"))["missed_at"] == "2026-11-20T09:00:00+08:00"


async def test_an_agent_sees_their_own_and_no_other(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    mine = world.add_callback(agent="anna")
    other = world.add_callback(OTHER_CITIZEN, agent="ben")
    assert [item["id"] for item in await anna.all_of("/callbacks")] == [mine]
    assert (await anna.get(f"/callbacks/{mine}"))["number"] == CITIZEN
    assert (await anna.ask("GET", f"/callbacks/{other}")).status == 403


async def test_an_auditor_sees_all_masked(world: World) -> None:
    auditor = await world.person("audrey", "auditor")
    world.add_callback()
    assert [item["number"] for item in await auditor.all_of("/callbacks")] == ["138******78"]
    assert [item["number"] for item in await auditor.all_of("/callbacks", reason="case 7")] == [CITIZEN]


async def test_callbacks_are_listed_by_status(world: World) -> None:
    chief = await world.person("chief", "supervisor")
    world.add_callback(status="reached")
    owed = world.add_callback(status="dialling")
    assert [item["id"] for item in await chief.all_of("/callbacks", status="dialling")] == [owed]
    assert (await chief.ask("GET", "/callbacks?status=done")).status == 400


@pytest.mark.parametrize("written", ["0", "99999999999999999999", "-1", "1.0", "x", "%00", "１"])
async def test_what_is_no_callback_is_not_found(world: World, written: str) -> None:
    chief = await world.person("chief", "supervisor")
    assert (await chief.ask("GET", f"/callbacks/{written}")).status == 404
