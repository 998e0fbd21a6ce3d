"""Passwords and telephone secrets: made, changed, shown once, and never shown again."""

import pytest
from sqlalchemy import select

from hotline.domain.agents.phone import sip_ha1
from hotline.store.agents import agents as agent_store
from hotline.store.engine import reading
from hotline.store.tables import agents
from tests.parts.agent_api.agents import ANNA, SIP_SECRET
from tests.parts.agent_api.world import Person, World


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
