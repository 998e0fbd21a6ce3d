"""People: made, changed and removed by an admin; their own wish; what is shown of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest
from sqlalchemy import select, update

from hotline.domain.agents.phone import sip_ha1
from hotline.redis_keys import NOTIFY
from hotline.runtime.tasks import end
from hotline.store.agents import agents as agent_store
from hotline.store.engine import reading, writing
from hotline.store.tables import agents
from tests.parts.agent_api.listening import listening
from tests.parts.agent_api.world import PASSWORD, Person, World

SIP_SECRET = "anna's telephone"
ANNA = {
    "username": "anna",
    "password": "anna's long word",
    "name": "安娜",
    "role": "agent",
    "extension": "1001",
    "sip_secret": SIP_SECRET,
    "queues": ["hotline"],
}


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.person("admin", "admin")


@asynccontextmanager
async def cti_obeys(world: World, after_s: float = 0.0) -> AsyncIterator[None]:
    """Somebody who does what cti does: at the bell, tells Asterisk and writes down that it knows."""
    await world.redis.set("hotline:role:cti", b"{}")
    async with world.redis.pubsub() as ear:
        await ear.subscribe(NOTIFY)

        async def obey() -> None:
            async for message in ear.listen():
                if message["type"] == "message" and message["data"] == b"agents":
                    await asyncio.sleep(after_s)
                    with writing(world.engine) as connection:
                        connection.execute(update(agents).values(applied_rev=agents.c.rev))

        obeying = asyncio.create_task(obey())
        yield
        await end([obeying])


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


async def test_no_answer_holds_a_secret_or_its_hash(world: World, admin: Person) -> None:
    await admin.ask("POST", "/agents", ANNA)
    with reading(world.engine) as connection:
        row = connection.execute(select(agents).where(agents.c.username == "anna")).one()
    for reply in (
        await admin.ask("GET", "/agents"),
        await admin.ask("GET", "/agents/anna"),
        await admin.ask("PATCH", "/agents/anna", {"name": "A"}),
    ):
        text = str(reply.body)
        assert not any(secret in text for secret in (SIP_SECRET, "anna's long word", row.sip_ha1, row.password_hash))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"username": "a b"}, 422),
        ({"username": "../x"}, 422),
        ({"username": "me"}, 422),
        ({"username": "x" * 33}, 422),
        ({"username": "анна"}, 422),
        ({"password": "abc"}, 422),
        ({"password": "password1234"}, 422),
        ({"password": "annaannaanna"}, 422),
        ({"password": 1234}, 422),
        ({"name": ""}, 422),
        ({"name": "   "}, 422),
        ({"name": "a\nb"}, 422),
        ({"role": "boss"}, 422),
        ({"extension": "1"}, 422),
        ({"extension": "1234567"}, 422),
        ({"extension": "10a1"}, 422),
        ({"extension": "１００１"}, 422),
        ({"extension": 1001}, 422),
        ({"extension": "12345"}, 422),
        ({"extension": "12319"}, 422),
        ({"extension": "96300"}, 422),
        ({"extension": "110"}, 422),
        ({"sip_secret": None}, 201),
        ({"sip_secret": "x" * 15}, 422),
        ({"sip_secret": "0123456789abcdef"}, 201),
        ({"sip_secret": "x" * 129}, 422),
        ({"sip_secret": "abc"}, 422),
        ({"extension": None}, 422),
        ({"queues": ["nowhere"]}, 422),
        ({"queues": "hotline"}, 422),
        ({"queues": [{"name": "nowhere", "penalty": 1}]}, 422),
        ({"queues": [{"name": "hotline", "penalty": -1}]}, 422),
        ({"queues": [{"name": "hotline", "penalty": "5"}]}, 422),
        ({"queues": [{"name": "hotline", "rank": 1}]}, 422),
        ({"queues": ["expert", {"name": "hotline"}]}, 201),
        ({"more": 1}, 422),
        ({"username": "admin"}, 409),
        ({"username": "ADMIN"}, 409),
        ({"username": "anna2"}, 201),
        ({"role": "supervisor", "extension": None, "sip_secret": None, "queues": []}, 201),
    ],
)
async def test_an_agent_is_made_only_of_what_fits(
    world: World, admin: Person, change: dict[str, object], status: int
) -> None:
    reply = await admin.ask("POST", "/agents", ANNA | change)
    assert reply.status == status, reply
    if status == 422:
        assert reply.body["errors"][0]["expected"]
        assert set(change) | {"sip_secret", "extension"} >= {
            error["field"].partition(".")[0] for error in reply.body["errors"]
        }


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


def stored_secret(world: World) -> str:
    with reading(world.engine) as connection:
        stored = agent_store.get(connection, "anna")
    assert stored is not None
    return stored.sip_ha1


async def test_a_secret_is_made_when_none_is_given_and_shown_once(world: World, admin: Person) -> None:
    made = await admin.ask("POST", "/agents", {key: value for key, value in ANNA.items() if key != "sip_secret"})
    secret = made.body["sip_secret"]
    assert (made.status, len(secret) >= 16) == (201, True)
    assert stored_secret(world) == sip_ha1("1001", secret)
    named = await admin.ask("PATCH", "/agents/anna", {"name": "A"})
    assert named.body["sip_secret"] is None
    assert "sip_secret" not in await admin.get("/agents/anna")
    assert stored_secret(world) == sip_ha1("1001", secret)


async def test_a_secret_that_was_given_is_not_shown(world: World, admin: Person) -> None:
    made = await admin.ask("POST", "/agents", ANNA)
    assert made.body["sip_secret"] is None
    changed = await admin.ask("PATCH", "/agents/anna", {"sip_secret": "another telephone"})
    assert changed.body["sip_secret"] is None
    assert stored_secret(world) == sip_ha1("1001", "another telephone")


async def test_a_new_secret_is_made_on_demand(world: World, admin: Person) -> None:
    await admin.ask("POST", "/agents", ANNA)
    made = await admin.ask("PATCH", "/agents/anna", {"new_sip_secret": True})
    assert stored_secret(world) == sip_ha1("1001", made.body["sip_secret"])
    await admin.ask("PATCH", "/agents/anna", {"extension": None})
    assert (await admin.ask("PATCH", "/agents/anna", {"new_sip_secret": True})).status == 422


async def test_a_new_extension_has_a_new_secret(world: World, admin: Person) -> None:
    await admin.ask("POST", "/agents", ANNA)
    made = await admin.ask("PATCH", "/agents/anna", {"extension": "1008"})
    assert stored_secret(world) == sip_ha1("1008", made.body["sip_secret"])
    moved = await admin.ask("PATCH", "/agents/anna", {"extension": "1009", "sip_secret": "another telephone"})
    assert moved.body["extension"] == "1009"
    without = await admin.ask("PATCH", "/agents/anna", {"extension": None})
    assert (without.status, without.body["extension"]) == (200, None)


async def test_a_new_password_ends_the_old_log_ins(world: World, admin: Person) -> None:
    await admin.ask("POST", "/agents", ANNA)
    anna = await world.log_in("anna", "anna's long word")
    await admin.ask("PATCH", "/agents/anna", {"password": "another word"})
    assert (await anna.ask("GET", "/agents/me")).status == 401
    await world.log_in("anna", "another word")


@pytest.mark.parametrize(
    ("password", "rule"),
    [("1234", "short"), ("Password2026!", "worst"), ("anna-2026-11-28", "named"), ("zzzzzzzzzzzz", "repeated")],
)
async def test_a_weak_password_is_refused_with_its_rule(world: World, admin: Person, password: str, rule: str) -> None:
    made = await admin.ask("POST", "/agents", {**ANNA, "password": password})
    assert (made.status, made.body["errors"][0]["rule"]) == (422, rule)
    await admin.ask("POST", "/agents", ANNA)
    changed = await admin.ask("PATCH", "/agents/anna", {"password": password})
    assert (changed.status, changed.body["errors"][0]["field"]) == (422, "password")
    assert "expected" in changed.body["detail"]


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
