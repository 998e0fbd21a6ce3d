"""Agents who leave their desks: what is written of them, and what they are told when they come back."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import Engine, update

from agent_api.http.serve import token_hash
from hotline.settings.environment import Settings
from hotline.store.agents import desks
from hotline.store.engine import reading, writing
from hotline.store.tables import agents, open_desks, sessions
from tests.parts.agent_api.browsing import log_in
from tests.parts.agent_api.config import HOTLINE
from tests.parts.agent_api.listening import listening
from tests.parts.agent_api.world import MORNING, Person, World, leg, serving, until
from tests.parts.browser import Tab

QUICK = 'closed_after = "1s"'
LIVE: dict[str, Any] = {"state": "talking", "outcome": None, "ended_at": None, "talk_s": None}


@pytest.fixture
def desk_policy() -> str:
    return QUICK


@pytest.fixture
def hotline(desk_policy: str) -> str:
    return f"{HOTLINE}\n[desk]\n{desk_policy}\n"


@pytest.fixture
async def boss(world: World) -> Person:
    return await world.person("boss", "admin")


async def wish_of(boss: Person, username: str) -> tuple[str, str]:
    agent = await boss.get(f"/agents/{username}")
    return agent["wish"], agent["wish_reason"]


async def becomes(boss: Person, username: str, wish: str, reason: str) -> None:
    async def is_so() -> bool:
        return await wish_of(boss, username) == (wish, reason)

    await until(is_so, f"{username} {wish} {reason}", 40)


async def ready(world: World, username: str, extension: str) -> Person:
    person = await world.person(username, extension=extension)
    assert (await person.ask("PUT", "/agents/me/state", {"state": "ready"})).status == 200
    return person


async def sits(world: World, username: str) -> None:
    async def is_noted() -> bool:
        return seen(world).get(username) is True

    await until(is_noted, "an open desk")


def seen(world: World) -> dict[str, bool | None]:
    with reading(world.engine) as connection:
        return desks.open_now(connection, datetime.now(UTC))


async def test_who_logs_out_takes_no_more_calls(world: World, boss: Person) -> None:
    anna = await ready(world, "anna", "1001")
    assert (await anna.ask("POST", "/logout")).status == 204
    assert await wish_of(boss, "anna") == ("offline", "logged_out")


async def test_who_logs_out_in_a_call_is_free_after_it(world: World, boss: Person) -> None:
    anna = await ready(world, "anna", "1001")
    world.add_call("node1-1.1", legs=[leg("anna")], agent="anna", **LIVE)
    await anna.ask("POST", "/logout")
    assert await wish_of(boss, "anna") == ("ready", "")
    world.change_call("node1-1.1", legs=[leg("anna") | {"ended_at": datetime.now(UTC)}])
    await becomes(boss, "anna", "offline", "logged_out")


async def test_who_logs_out_on_one_screen_still_sits_at_the_other(world: World, boss: Person) -> None:
    anna = await ready(world, "anna", "1001")
    other = await world.log_in("anna")
    async with listening(world, other.token, "me") as desk:
        await desk.next("agent.state")
        await anna.ask("POST", "/logout")
        assert await wish_of(boss, "anna") == ("ready", "")


async def test_only_the_last_of_several_log_ins_ends_the_work(world: World, boss: Person) -> None:
    anna = await ready(world, "anna", "1001")
    other = await world.log_in("anna")
    await anna.ask("POST", "/logout")
    assert await wish_of(boss, "anna") == ("ready", "")
    await other.ask("POST", "/logout")
    assert await wish_of(boss, "anna") == ("offline", "logged_out")


async def test_a_log_in_that_was_left_behind_does_not_keep_an_agent_at_work(world: World, boss: Person) -> None:
    anna = await ready(world, "anna", "1001")
    await world.log_in("anna")
    with writing(world.engine) as connection:
        left_behind = sessions.c.token_hash != token_hash(anna.token)
        connection.execute(update(sessions).where(left_behind).values(used_at=datetime.now(UTC) - timedelta(hours=1)))
    await anna.ask("POST", "/logout")
    assert await wish_of(boss, "anna") == ("offline", "logged_out")


async def test_who_comes_back_during_the_call_works_on(world: World, boss: Person) -> None:
    anna = await ready(world, "anna", "1001")
    world.add_call("node1-1.1", legs=[leg("anna")], agent="anna", **LIVE)
    await anna.ask("POST", "/logout")
    again = await world.log_in("anna")
    async with listening(world, again.token, "me") as desk:
        await desk.next("agent.state")
        await sits(world, "anna")
        world.change_call("node1-1.1", state="ended", ended_at=datetime.now(UTC))
        await asyncio.sleep(2.1)  # two looks
        assert await wish_of(boss, "anna") == ("ready", "")


async def test_a_closed_desk_is_left_after_a_while_and_only_by_those_who_had_one(world: World, boss: Person) -> None:
    anna, bert = await ready(world, "anna", "1001"), await ready(world, "bert", "1002")
    async with listening(world, anna.token, "me") as first, listening(world, anna.token, "me") as second:
        await first.next("agent.state")
        await second.next("agent.state")
        await second.socket.close()
        await asyncio.sleep(2.1)
        assert await wish_of(boss, "anna") == ("ready", "")  # another tab is open
        assert seen(world) == {"anna": True}
    await becomes(boss, "anna", "offline", "desk_closed")
    assert await wish_of(boss, "bert") == ("ready", "")
    assert seen(world) == {"anna": False}
    assert (await bert.get("/agents/me"))["wish"] == "ready"


@pytest.mark.parametrize("desk_policy", [f'{QUICK}\nclosed_means = "paused"'])
async def test_leaving_can_mean_a_pause(world: World, boss: Person) -> None:
    anna = await ready(world, "anna", "1001")
    async with listening(world, anna.token, "me") as desk:
        await desk.next("agent.state")
    await becomes(boss, "anna", "paused", "desk_closed")


@pytest.mark.parametrize("desk_policy", [f'{QUICK}\nclosed_means = "keep"'])
async def test_leaving_can_mean_nothing(world: World, boss: Person) -> None:
    anna = await ready(world, "anna", "1001")
    async with listening(world, anna.token, "me") as desk:
        await desk.next("agent.state")
    await anna.ask("POST", "/logout")
    await asyncio.sleep(2.1)
    assert await wish_of(boss, "anna") == ("ready", "")


async def test_a_password_that_an_admin_changes_ends_the_work(world: World, boss: Person) -> None:
    await ready(world, "anna", "1001")
    reply = await boss.ask("PATCH", "/agents/anna", {"password": "another long password"})
    assert reply.status == 200
    assert await wish_of(boss, "anna") == ("offline", "session_ended")


async def test_who_does_not_come_back_after_our_restart_has_left(
    settings: Settings, engine: Engine, redis: Redis
) -> None:
    async with serving(settings, engine) as http:
        before = World(engine=engine, redis=redis, http=http)
        boss = await before.person("boss", "admin")
        anna = await ready(before, "anna", "1001")
        async with listening(before, anna.token, "me") as desk:
            await desk.next("agent.state")
            await sits(before, "anna")
    assert seen(before) == {"anna": None}  # who comes back where is not known yet
    async with serving(settings, engine) as http:
        boss = Person(http, boss.token)
        assert await wish_of(boss, "anna") == ("ready", "")
        await becomes(boss, "anna", "offline", "desk_closed")


async def test_a_desk_that_is_open_at_another_process_is_not_left(
    settings: Settings, engine: Engine, redis: Redis
) -> None:
    async with serving(settings, engine) as http, serving(settings, engine) as other_http:
        world, other = (World(engine=engine, redis=redis, http=one) for one in (http, other_http))
        boss = await world.person("boss", "admin")
        anna, bert = await ready(world, "anna", "1001"), await ready(world, "bert", "1002")
        async with listening(other, anna.token, "me") as there:
            await there.next("agent.state")
            for person in (anna, bert):
                async with listening(world, person.token, "me") as desk:
                    await desk.next("agent.state")
            await becomes(boss, "bert", "offline", "desk_closed")
            assert await wish_of(boss, "anna") == ("ready", "")
            assert seen(world) == {"anna": True, "bert": False}
        await becomes(boss, "anna", "offline", "desk_closed")


async def test_a_process_that_was_killed_holds_no_desk_open(settings: Settings, engine: Engine, redis: Redis) -> None:
    async with serving(settings, engine) as http:
        world = World(engine=engine, redis=redis, http=http)
        boss = await world.person("boss", "admin")
        await ready(world, "anna", "1001")
        now = datetime.now(UTC)
        with writing(engine) as connection:
            desks.note_open(connection, "killed", {"anna"}, set(), now)
            connection.execute(update(agents).values(wish_since=MORNING))
        await asyncio.sleep(2.1)
        assert await wish_of(boss, "anna") == ("ready", "")
        with writing(engine) as connection:
            connection.execute(update(open_desks).values(seen_at=now - desks.FRESH))
        await becomes(boss, "anna", "offline", "desk_closed")


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
async def test_desks_that_are_waited_for_after_a_cut_are_not_left_for_another_process(
    settings: Settings, engine: Engine, redis: Redis
) -> None:
    async with serving(settings, engine) as http, serving(settings, engine):
        world = World(engine=engine, redis=redis, http=http)
        boss = await world.person("boss", "admin")
        people = [await ready(world, f"agent{n}", f"100{n}") for n in range(3)]
        for person in people:
            async with listening(world, person.token, "me") as desk:
                await desk.next("agent.state")
                desk.break_off()

        async def are_closed() -> bool:
            return set(seen(world).values()) == {False}

        await until(are_closed, "three closed desks")
        await asyncio.sleep(2.1)
        assert {await wish_of(boss, f"agent{n}") for n in range(3)} == {("ready", "")}


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
async def test_desks_that_break_off_together_stay_ready_and_raise_an_alarm(world: World, boss: Person) -> None:
    people = [await ready(world, f"agent{n}", f"100{n}") for n in range(3)]
    for person in people:
        async with listening(world, person.token, "me") as desk:
            await desk.next("agent.state")
            desk.break_off()

    async def is_told() -> bool:
        return "desks_cut_off" in {alarm["kind"] for alarm in (await boss.get("/alarms"))["items"]}

    await until(is_told, "an alarm")
    await asyncio.sleep(2.1)
    assert {await wish_of(boss, f"agent{n}") for n in range(3)} == {("ready", "")}


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
@pytest.mark.parametrize("desk_policy", ['closed_after = "8s"'])  # longer than a busy machine needs to load a page
async def test_a_page_that_is_loaded_again_stays_and_one_that_closed_says_why(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    boss = await world.person("boss", "admin")
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent h2')")
    await tab.click("#ready")
    await tab.until("document.querySelector('#ready').getAttribute('aria-pressed') === 'true'")
    for _ in range(3):
        await tab.open(f"{await tab.run('location.origin')}/agent")
        await tab.until("document.querySelector('#recent h2')")
    assert await wish_of(boss, "anna") == ("ready", "")
    await tab.open("about:blank")
    await becomes(boss, "anna", "offline", "desk_closed")
    await tab.run("history.back()")
    await tab.until("document.querySelector('#recent h2')")
    await tab.tells("document.querySelector('#advice').innerText", "工作台已关闭")
    await tab.click("#ready")
    await tab.until("document.querySelector('#advice').hidden")
    assert tab.problems == []
