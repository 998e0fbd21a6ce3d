"""Log-ins and what guards them: the log of access, one's own password, one-time codes, the end of idle log-ins."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import aiohttp
import pyotp
import pytest
from redis.asyncio import Redis
from sqlalchemy import Engine, update

from hotline.settings.environment import Settings
from hotline.store.agents.passwords import hash_password
from hotline.store.engine import writing
from hotline.store.tables import sessions
from tests.parts.agent_api.world import PASSWORD, Person, Reply, World, serving, until

NEW = "six quiet lanterns"


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.person("admin", "admin")


async def entries(person: Person, count: int, **params: str) -> list[tuple[str, str, str, int]]:
    """The latest entries of the log as kind, username, actor, count, as soon as there are so many."""

    async def enough() -> list[dict[str, object]]:
        found = await person.all_of("/audit/access", **params)
        return found if len(found) >= count else []

    found = await until(enough, f"{count} entries {params}")
    return [(str(e["kind"]), str(e["username"]), str(e["actor"]), int(str(e["count"]))) for e in found]


async def log_in(world: World, username: str, password: str = PASSWORD, **more: str) -> Reply:
    return await world.nobody.ask("POST", "/login", {"username": username, "password": password, **more})


async def test_every_log_in_leaves_a_trace_and_a_password_typed_as_a_name_does_not(world: World, admin: Person) -> None:
    anna = await world.person("anna")
    for _ in range(3):
        await log_in(world, "anna", "wrong")
    await log_in(world, "my secret password", "oops")
    await anna.ask("POST", "/logout")
    failed = await entries(admin, 2, kind="login_failed")
    assert sorted(failed) == [("login_failed", "", "", 1), ("login_failed", "anna", "", 3)]
    about_anna = [entry[0] for entry in await entries(admin, 3, username="anna")]
    assert sorted(about_anna) == ["logged_in", "logged_out", "login_failed"]
    everything = await admin.get("/audit/access")
    assert "secret" not in str(everything)
    assert everything["items"][0]["address"] == "127.0.0.1"


async def test_who_changed_whom_is_on_record(world: World, admin: Person) -> None:
    auditor = await world.person("audrey", "auditor")
    new = {"username": "ben", "password": NEW, "name": "Ben", "role": "agent"}
    await admin.ask("POST", "/agents", new)
    await admin.ask("PATCH", "/agents/ben", {"name": "Benjamin", "password": "another few words"})
    await admin.ask("DELETE", "/agents/ben")
    kinds = [entry[:3] for entry in await entries(auditor, 3, username="ben")]
    assert kinds == [(f"agent_{what}", "ben", "admin") for what in ("removed", "changed", "added")]
    changed = (await auditor.get("/audit/access", kind="agent_changed"))["items"][0]
    assert changed["detail"] == {"fields": ["name", "password"]}


async def test_guessing_raises_an_alarm_and_is_slowed_down(world: World, admin: Person) -> None:
    names = [f"user{number}" for number in range(60)]
    for name in names:
        world.add_person(name)
    replies = await asyncio.gather(*(log_in(world, name, "guess") for name in names))
    statuses = [reply.status for reply in replies]
    assert (statuses.count(401), statuses.count(429)) == (40, 20)

    async def told() -> bool:
        return [(a["kind"], a["subject"]) for a in await admin.all_of("/alarms")] == [
            ("password_spraying", "127.0.0.1")
        ]

    await until(told, "an alarm")
    assert await entries(admin, 1, kind="login_refused") == [("login_refused", "", "", 20)]


async def test_who_is_known_gets_in_while_their_address_is_sprayed_and_they_are_guessed_at(world: World) -> None:
    world.add_person("anna")
    world.add_person("ben")
    async with aiohttp.ClientSession(world.http._base_url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        at_home = {"username": "anna", "password": PASSWORD}
        async with browser.post("api/v1/login", json=at_home) as first:
            assert first.status == 200
            assert "HttpOnly" in first.headers["Set-Cookie"]
        for number in range(45):
            world.add_person(f"user{number}")
        await asyncio.gather(*(log_in(world, f"user{number}", "guess") for number in range(45)))
        assert (await log_in(world, "ben")).status == 429, "he has never logged in from there"
        assert (await log_in(world, "anna")).status == 200, "she has"
        await asyncio.gather(*(log_in(world, "anna", "guess") for _ in range(11)))
        assert (await log_in(world, "anna")).status == 429
        async with browser.post("api/v1/login", json=at_home) as again:
            assert again.status == 200, "with the browser in which she has logged in before"


async def test_behind_a_trusted_proxy_each_address_is_its_own(
    settings: Settings, engine: Engine, redis: Redis, world: World
) -> None:
    behind = _behind_proxy(settings, "127.0.0.0/8")
    world.add_person("anna")
    async with serving(behind, engine) as http:
        nobody = Person(http, "")
        wrong = {"username": "anna", "password": "guess"}
        for _ in range(10):
            await nobody.ask("POST", "/login", wrong, headers={"X-Forwarded-For": "198.51.100.1"})
        seen = [
            (await nobody.ask("POST", "/login", wrong, headers={"X-Forwarded-For": address})).status
            for address in ("6.6.6.6, 198.51.100.1", "198.51.100.2")
        ]
    assert seen == [429, 401]


async def test_ones_own_password_is_changed_and_the_other_log_ins_end(world: World, admin: Person) -> None:
    anna, elsewhere = await world.person("anna"), await world.log_in("anna")
    wrong = await anna.ask("POST", "/agents/me/password", {"old": "wrong", "new": NEW})
    assert (wrong.status, wrong.body["errors"][0]["rule"]) == (422, "old")
    weak = await anna.ask("POST", "/agents/me/password", {"old": PASSWORD, "new": "1234"})
    assert (weak.status, weak.body["errors"][0]["rule"]) == (422, "short")
    same = await anna.ask("POST", "/agents/me/password", {"old": PASSWORD, "new": PASSWORD})
    assert (same.status, same.body["errors"][0]["rule"]) == (422, "same")
    assert (await anna.ask("POST", "/agents/me/password", {"old": PASSWORD, "new": NEW})).status == 204
    assert (await anna.ask("GET", "/agents/me")).status == 200
    assert (await elsewhere.ask("GET", "/agents/me")).status == 401
    assert (await log_in(world, "anna")).status == 401
    assert (await log_in(world, "anna", NEW)).status == 200
    assert ("password_changed", "anna", "anna", 1) in await entries(admin, 3, username="anna")


async def test_the_old_password_is_not_guessed_at_an_open_desk(world: World) -> None:
    anna = await world.person("anna")
    tries = [(await anna.ask("POST", "/agents/me/password", {"old": f"x{n}", "new": NEW})).status for n in range(11)]
    assert tries == [422] * 10 + [429]
    again = await world.log_in("anna")
    assert (await again.ask("POST", "/agents/me/password", {"old": PASSWORD, "new": NEW})).status == 204


async def test_a_short_password_of_before_still_opens(world: World) -> None:
    world.add_person("veteran", password_hash=hash_password("1234"))
    assert (await log_in(world, "veteran", "1234")).status == 200


async def enrolled(person: Person) -> pyotp.TOTP:
    begun = await person.ask("POST", "/agents/me/totp", {"password": PASSWORD})
    assert begun.status == 201
    assert begun.body["uri"].startswith("otpauth://totp/")
    totp = pyotp.TOTP(begun.body["secret"])
    earlier = totp.at(datetime.now(UTC), counter_offset=-1)
    assert (await person.ask("POST", "/agents/me/totp/confirm", {"code": earlier})).status == 204
    return totp


async def test_with_one_time_codes_the_password_alone_is_asked_for_the_code(world: World) -> None:
    chief = await world.person("chief", "supervisor")
    totp = await enrolled(chief)
    asked = await log_in(world, "chief")
    assert (asked.status, asked.body["errors"][0]["field"]) == (401, "code")
    assert (await log_in(world, "chief", code="000000")).status == 401
    code = totp.now()
    assert (await log_in(world, "chief", code=code)).status == 200
    assert (await log_in(world, "chief", code=code)).status == 401, "a code opens once"
    assert (await log_in(world, "chief", "wrong")).body["detail"] == "The username or the password is wrong."


async def test_codes_are_not_taken_over_from_an_open_page_and_are_removed_by_an_admin(
    world: World, admin: Person
) -> None:
    chief = await world.person("chief", "supervisor")
    assert (await chief.ask("POST", "/agents/me/totp", {"password": "wrong"})).status == 422
    await enrolled(chief)
    assert (await chief.ask("POST", "/agents/me/totp", {"password": PASSWORD})).status == 409
    assert (await chief.ask("DELETE", "/agents/chief/totp")).status == 403
    assert (await admin.ask("DELETE", "/agents/chief/totp")).status == 204
    assert (await log_in(world, "chief")).status == 200
    assert [entry[0] for entry in await entries(admin, 4, username="chief")][1:3] == ["code_removed", "code_added"]


async def test_a_role_that_must_have_codes_gets_nowhere_without(
    settings: Settings, engine: Engine, redis: Redis, world: World
) -> None:
    login = settings.hotline.login.model_copy(update={"codes_for": ["supervisor"]})
    strict = replace(settings, hotline=settings.hotline.model_copy(update={"login": login}))
    world.add_person("chief", "supervisor")
    async with serving(strict, engine) as http:
        reply = await Person(http, "").ask("POST", "/login", {"username": "chief", "password": PASSWORD})
        chief = Person(http, reply.body["token"])
        assert reply.body["codes_needed"] is True
        assert (await chief.ask("GET", "/calls")).status == 403
        assert (await chief.ask("GET", "/agents/me/totp")).body == {"enabled": False, "required": True}
        await enrolled(chief)
        assert (await chief.ask("GET", "/calls")).status == 200


async def test_a_log_in_that_nobody_uses_ends_and_an_open_page_uses_it(
    settings: Settings, engine: Engine, redis: Redis, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, wall = await world.person("anna"), await world.person("chief", "supervisor")
    monkeypatch.setattr("agent_api.login.activity.EVERY_S", 0.05)
    async with serving(settings, engine) as http, http.ws_connect("api/v1/ws") as socket:
        await socket.send_json({"type": "auth", "token": wall.token, "topics": ["wall"]})
        await socket.receive()
        with writing(world.engine) as connection:
            connection.execute(update(sessions).values(used_at=datetime.now(UTC) - timedelta(hours=9)))

        async def walls_token_opens() -> bool:
            return (await Person(http, wall.token).ask("GET", "/agents/me")).status == 200

        await until(walls_token_opens, "the wall's log-in to be in use")
        assert (await Person(http, anna.token).ask("GET", "/agents/me")).status == 401


def _behind_proxy(settings: Settings, network: str) -> Settings:
    return replace(settings, trusted_proxies=(ip_network(network),))
