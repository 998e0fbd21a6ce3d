"""Agents are made, changed, disabled and removed by an admin."""

import asyncio

import pytest
from sqlalchemy import select

from hotline.domain.agents.phone import sip_ha1
from hotline.store.agents import agents as agent_store
from hotline.store.engine import reading
from hotline.store.tables import agents
from tests.parts.agent_api.agents import ANNA, SIP_SECRET, cti_obeys
from tests.parts.agent_api.listening import listening
from tests.parts.agent_api.world import PASSWORD, Person, World


async def test_a_new_agent_can_log_in_and_has_a_phone(world: World, admin: Person) -> None:
    reply = await admin.ask("POST", "/agents", ANNA)
    assert reply.status == 201, reply
    assert reply.body | {"state": "offline", "call": None} == reply.body
    anna = await world.log_in("anna", "anna's long word")
    assert (await anna.get("/agents/me"))["queues"] == ["hotline"]
    with reading(world.engine) as connection:
        stored = agent_store.get(connection, "anna")
    assert stored is not None
    assert stored.sip_ha1 == sip_ha1("1001", SIP_SECRET)


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # refused before SQL is asked
@pytest.mark.parametrize(
    "change",
    [
        {"username": "a b"},
        {"username": "../x"},
        {"username": "me"},
        {"username": "x" * 33},
        {"username": "анна"},
        {"password": "abc"},
        {"password": "password1234"},
        {"password": "annaannaanna"},
        {"password": 1234},
        {"name": ""},
        {"name": "   "},
        {"name": "a\nb"},
        {"role": "boss"},
        {"extension": "1"},
        {"extension": "1234567"},
        {"extension": "10a1"},
        {"extension": "１００１"},
        {"extension": 1001},
        {"extension": "12345"},
        {"extension": "12319"},
        {"extension": "96300"},
        {"extension": "110"},
        {"sip_secret": "x" * 15},
        {"sip_secret": "x" * 129},
        {"sip_secret": "abc"},
        {"extension": None},
        {"queues": ["nowhere"]},
        {"queues": "hotline"},
        {"queues": [{"name": "nowhere", "penalty": 1}]},
        {"queues": [{"name": "hotline", "penalty": -1}]},
        {"queues": [{"name": "hotline", "penalty": "5"}]},
        {"queues": [{"name": "hotline", "rank": 1}]},
        {"more": 1},
    ],
)
async def test_an_agent_is_made_only_of_what_fits(world: World, admin: Person, change: dict[str, object]) -> None:
    reply = await admin.ask("POST", "/agents", ANNA | change)
    assert reply.status == 422, reply
    assert reply.body["errors"][0]["expected"]
    assert set(change) | {"sip_secret", "extension"} >= {
        error["field"].partition(".")[0] for error in reply.body["errors"]
    }


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"sip_secret": None}, 201),
        ({"sip_secret": "0123456789abcdef"}, 201),
        ({"queues": ["expert", {"name": "hotline"}]}, 201),
        ({"username": "admin"}, 409),
        ({"username": "ADMIN"}, 409),
        ({"username": "anna2"}, 201),
        ({"role": "supervisor", "extension": None, "sip_secret": None, "queues": []}, 201),
    ],
)
async def test_an_agent_is_made_with_a_username_that_nobody_has(
    world: World, admin: Person, change: dict[str, object], status: int
) -> None:
    reply = await admin.ask("POST", "/agents", ANNA | change)
    assert reply.status == status, reply


async def test_an_extension_belongs_to_one_person(world: World, admin: Person) -> None:
    await admin.ask("POST", "/agents", ANNA)
    twin = await admin.ask("POST", "/agents", ANNA | {"username": "ben"})
    assert twin.status == 409
    assert "1001" in twin.body["detail"]
    await admin.ask("POST", "/agents", ANNA | {"username": "ben", "extension": "1002"})
    moved = await admin.ask("PATCH", "/agents/ben", {"extension": "1001", "sip_secret": SIP_SECRET})
    assert moved.status == 409


async def test_two_admins_make_the_same_agent_at_once_and_there_is_one(world: World, admin: Person) -> None:
    replies = await asyncio.gather(*(admin.ask("POST", "/agents", ANNA) for _ in range(4)))
    assert sorted(reply.status for reply in replies) == [201, 409, 409, 409]


async def test_a_new_agent_is_answered_when_asterisk_knows_the_phone(world: World, admin: Person) -> None:
    async with cti_obeys(world, after_s=0.2):
        began = asyncio.get_running_loop().time()
        reply = await admin.ask("POST", "/agents", ANNA)
        assert reply.status == 201
        assert asyncio.get_running_loop().time() - began >= 0.2
    with reading(world.engine) as connection:
        row = connection.execute(select(agents).where(agents.c.username == "anna")).one()
    assert row.applied_rev == row.rev


async def test_the_answer_comes_in_the_end_though_asterisk_was_not_told(world: World, admin: Person) -> None:
    await admin.ask("POST", "/agents", ANNA)
    anna = await world.log_in("anna", "anna's long word")
    await world.redis.set("hotline:role:cti", b"{}")  # it lives, and does nothing
    reply = await asyncio.wait_for(anna.ask("PUT", "/agents/me/state", {"state": "ready"}), 5)
    assert (reply.status, reply.body["applied"]) == (200, False)


async def test_without_cti_nobody_waits(world: World, admin: Person) -> None:
    assert (await asyncio.wait_for(admin.ask("POST", "/agents", ANNA), 2)).status == 201


async def test_what_is_not_named_in_a_change_stays(world: World, admin: Person) -> None:
    await admin.ask("POST", "/agents", ANNA)
    changed = await admin.ask("PATCH", "/agents/anna", {"queues": ["expert", "expert"]})
    assert changed.status == 200
    assert (changed.body["queues"], changed.body["name"], changed.body["extension"]) == (["expert"], "安娜", "1001")
    assert (await admin.ask("PATCH", "/agents/anna", {"name": None})).status == 422
    assert (await admin.ask("PATCH", "/agents/nobody", {"name": "x"})).status == 404


async def test_an_agent_has_a_penalty_in_each_queue(world: World, admin: Person) -> None:
    made = await admin.ask("POST", "/agents", ANNA | {"queues": ["expert", {"name": "hotline", "penalty": 5}]})
    assert (made.body["queues"], made.body["penalties"]) == (["expert", "hotline"], {"expert": 0, "hotline": 5})
    named = await admin.ask("PATCH", "/agents/anna", {"name": "A"})
    assert named.body["penalties"] == {"expert": 0, "hotline": 5}
    plain = await admin.ask("PATCH", "/agents/anna", {"queues": ["hotline", {"name": "expert", "penalty": 1}]})
    assert plain.body["penalties"] == {"hotline": 0, "expert": 1}


async def test_a_removed_agent_is_out_at_once(world: World, admin: Person) -> None:
    anna = await world.person("anna", extension="1001")
    assert (await admin.ask("DELETE", "/agents/anna")).status == 204
    assert (await anna.ask("GET", "/agents/me")).status == 401
    assert (await admin.ask("DELETE", "/agents/anna")).status == 404


async def test_a_disabled_agent_is_out_until_enabled_and_keeps_the_past(world: World, admin: Person) -> None:
    anna = await world.person("anna", extension="1001")
    ticket = world.add_call("node1-1.1", agent="anna")
    owed = world.add_callback(status="offered", agent="anna")
    await anna.ask("PUT", "/agents/me/state", {"state": "ready"})
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        disabled = await admin.ask("PATCH", "/agents/anna", {"disabled": True})
        assert (disabled.status, disabled.body["disabled"], disabled.body["wish"]) == (200, True, "offline")
        assert await screen.closing() == 4401
    assert (await anna.ask("GET", "/agents/me")).status == 401
    refused = await world.nobody.ask("POST", "/login", {"username": "anna", "password": PASSWORD})
    guessed = await world.nobody.ask("POST", "/login", {"username": "anna", "password": "a guess"})
    assert (refused.status, guessed.status) == (403, 401)
    assert "disabled" in refused.body["detail"]
    listed = {one["username"]: one for one in (await admin.get("/agents"))["items"]}
    assert {name: one["disabled"] for name, one in listed.items()} == {"admin": False, "anna": True}
    assert listed["anna"]["extension"] == "1001"
    assert (await admin.get(f"/tickets/{ticket}"))["agent"] == "anna"
    assert [(one["id"], one["status"]) for one in await admin.all_of("/callbacks")] == [(owed, "pending")]
    changes = [one["detail"] for one in (await admin.get("/audit/access", kind="agent_changed"))["items"]]
    assert changes == [{"fields": ["disabled"], "disabled": True}]

    enabled = await admin.ask("PATCH", "/agents/anna", {"disabled": False})
    assert (enabled.body["disabled"], enabled.body["wish"]) == (False, "offline")
    await world.log_in("anna")


async def test_the_last_admin_who_can_log_in_is_not_disabled(world: World, admin: Person) -> None:
    assert (await admin.ask("PATCH", "/agents/admin", {"disabled": True})).status == 409
    world.add_person("second", "admin")
    assert (await admin.ask("PATCH", "/agents/second", {"disabled": True})).status == 200
    for change in ({"disabled": True}, {"role": "agent"}):
        assert (await admin.ask("PATCH", "/agents/admin", change)).status == 409
    assert (await admin.ask("DELETE", "/agents/second")).status == 204
    assert (await admin.ask("PATCH", "/agents/admin", {"disabled": None})).status == 422


async def test_the_last_admin_stays(world: World, admin: Person) -> None:
    assert (await admin.ask("DELETE", "/agents/admin")).status == 409
    assert (await admin.ask("PATCH", "/agents/admin", {"role": "auditor"})).status == 409
    world.add_person("second", "admin")
    assert (await admin.ask("DELETE", "/agents/second")).status == 204
