"""People: a list of agents, first passwords, telephones that set themselves up, the settings in force."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from hotline.domain.agents.phone import sip_ha1
from hotline.store.engine import reading
from hotline.store.tables import access_log, agents
from tests.parts.agent_api.world import PASSWORD, Person, World

LIST = "用户名,姓名,角色,分机,队列\nanna,安娜,座席,1001,hotline；expert:5\nboss,班长甲,班长,,\n"

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # what SQL does is the same for both


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.person("admin", "admin")


def usernames(world: World) -> set[str]:
    with reading(world.engine) as connection:
        return set(connection.execute(select(agents.c.username)).scalars())


async def test_a_list_is_previewed_then_made_with_passwords_shown_once(world: World, admin: Person) -> None:
    preview = await admin.ask("POST", "/agents/import", {"text": LIST, "preview": True})
    assert [one["username"] for one in preview.body["agents"]] == ["anna", "boss"]
    assert {one["password"] for one in preview.body["agents"]} == {None}
    assert usernames(world) == {"admin"}

    made = (await admin.ask("POST", "/agents/import", {"text": LIST})).body["agents"]
    anna = await world.log_in("anna", made[0]["password"])
    me = await anna.get("/agents/me")
    assert (me["name"], me["penalties"], me["must_change_password"]) == ("安娜", {"hotline": 0, "expert": 5}, True)
    with reading(world.engine) as connection:
        stored = connection.execute(select(agents).where(agents.c.username == "anna")).one()
        told = connection.execute(select(access_log.c.detail).where(access_log.c.kind == "agent_added")).scalars().all()
    assert stored.sip_ha1 == sip_ha1("1001", made[0]["sip_secret"])
    assert {one["imported"] for one in told} == {True}
    assert made[1]["sip_secret"] is None
    assert str(await admin.get("/agents")).count(made[0]["password"]) == 0


async def test_with_one_mistake_nobody_is_made(world: World, admin: Person) -> None:
    world.add_person("ANNA", extension="1002")
    text = LIST.replace("班长甲,班长,,", "班长甲,班长,1002,") + "cora,科拉,座席,12345,\ndora,多拉,座席,119,\n"
    refused = await admin.ask("POST", "/agents/import", {"text": text})
    assert refused.status == 422
    assert [(one["field"], one["rule"]) for one in refused.body["errors"]] == [
        ("line 2: username", "taken"),
        ("line 3: extension", "taken"),
        ("line 4: extension", "reserved"),
        ("line 5: extension", "reserved"),
    ]
    assert usernames(world) == {"admin", "ANNA"}
    preview = (await admin.ask("POST", "/agents/import", {"text": text, "preview": True})).body
    assert [one["line"] for one in preview["mistakes"]] == [2, 3, 4, 5]


async def test_who_was_given_a_password_chooses_another_one(world: World, admin: Person) -> None:
    anna = {"username": "anna", "password": "anna's first word", "name": "安娜", "role": "agent"}
    assert (await admin.ask("POST", "/agents", anna)).body["must_change_password"]
    person = await world.log_in("anna", "anna's first word")
    sent = {"old": "anna's first word", "new": "known to anna alone"}
    assert (await person.ask("POST", "/agents/me/password", sent)).status == 204
    assert not (await person.get("/agents/me"))["must_change_password"]
    reset = await admin.ask("PATCH", "/agents/anna", {"password": "forgotten, so reset"})
    assert reset.body["must_change_password"]
    own = await admin.ask("PATCH", "/agents/admin", {"password": "the admin's own choice"})
    assert not own.body["must_change_password"]


async def test_a_telephone_sets_itself_up_for_a_while_until_its_secret_changes(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add_person("anna", extension="1001", name='安娜 "A" <&>')
    await admin.ask("PATCH", "/agents/anna", {"new_sip_secret": True})
    offered = (await admin.ask("POST", "/agents/anna/telephone")).body
    address = offered["url"].partition("/api/v1")[2]
    told = await world.nobody.ask("GET", address)
    assert (told.status, told.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    entries = {
        one.get("name"): one.text for one in ElementTree.fromstring(told.body).iter() if one.tag.endswith("entry")
    }
    assert entries["reg_identity"] == f'"安娜 A <&>" <sip:1001@{offered["server"]}>'
    assert entries["ha1"]
    assert "secret" not in told.body.decode()

    name, expires, signature = address.rpartition("/")[2].split(".")
    for wrong in (f"{name}.{int(expires) + 60}.{signature}", f"{name}.{expires}.x", "x", f"é.{expires}.x", "a.1.b"):
        assert (await world.nobody.ask("GET", f"/provisioning/{wrong}")).status == 404
    await admin.ask("PATCH", "/agents/anna", {"new_sip_secret": True})
    assert (await world.nobody.ask("GET", address)).status == 404
    monkeypatch.setattr("agent_api.agents.provisioning.HOLDS", timedelta(seconds=-1))
    late = (await admin.ask("POST", "/agents/anna/telephone")).body["url"].partition("/api/v1")[2]
    assert (await world.nobody.ask("GET", late)).status == 404
    world.add_person("otto")
    assert (await admin.ask("POST", "/agents/otto/telephone")).status == 409


async def test_supervisors_read_the_settings_and_no_secret(world: World) -> None:
    boss = await world.person("boss", "supervisor")
    shown = await boss.get("/settings")
    by_key = {one["key"]: one for one in [*shown["file"], *shown["environment"]]}
    assert by_key["queues[hotline].name"] == {
        "key": "queues[hotline].name",
        "value": "hotline",
        "source": "file",
        "secret": False,
    }
    assert (shown["mistakes"], shown["changed"]) == ([], [])
    assert PASSWORD not in str(shown)
