"""The wall: right, quick, and honest when it cannot know."""

import asyncio
import os
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from agent_api.runtime.wall_watch import TELL_S
from tests.parts.agent_api.listening import beating, listening, picture, publish_wall
from tests.parts.agent_api.world import Person, World, until

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # the wall comes from Redis


@pytest.fixture
async def chief(world: World) -> Person:
    return await world.person("chief", "supervisor")


async def fresh_wall(chief: Person) -> dict[str, object]:
    """GET /wall as soon as it is fresh."""

    async def wall() -> dict[str, object] | None:
        seen = await chief.get("/wall")
        return seen if seen["fresh"] else None

    return await until(wall, "a fresh wall") or {}


async def test_the_wall_shows_what_cti_published(world: World, chief: Person) -> None:
    async with beating(world, waiting=3):
        wall = await fresh_wall(chief)
    shown = {**picture(waiting=3), "fresh": True}
    del shown["beat"]
    assert set(wall) == set(shown)
    assert {name: wall[name] for name in ("waiting", "talking", "agents", "today", "callbacks")} == {
        name: shown[name] for name in ("waiting", "talking", "agents", "today", "callbacks")
    }
    assert str(wall["as_of"]).endswith("+08:00")


async def test_a_wall_whose_calls_cannot_be_filed_is_not_fresh_and_says_why(world: World, chief: Person) -> None:
    async with beating(world) as shown:
        await fresh_wall(chief)
        shown["stalled"] = True

        async def says_so() -> bool:
            wall = await chief.get("/wall")
            return bool(wall["stalled"] and not wall["fresh"])

        await until(says_so, "a wall that says so")


async def test_a_wall_that_was_never_published_claims_nothing(world: World, chief: Person) -> None:
    wall = await chief.get("/wall")
    assert (wall["fresh"], wall["waiting"], wall["as_of"], wall["today"]["answered"]) == (False, None, None, None)


async def test_the_longest_wait_grows_while_nothing_changes(world: World, chief: Person) -> None:
    since = (datetime.now(UTC) - timedelta(seconds=40)).isoformat()
    async with beating(world, waiting=1, waiting_since=since, longest_wait_s=0.0):
        first = await fresh_wall(chief)
        assert 40 <= float(str(first["longest_wait_s"])) < 60
        await asyncio.sleep(0.3)
        second = await chief.get("/wall")
    assert second["longest_wait_s"] > first["longest_wait_s"]


async def test_the_first_wall_comes_at_once_and_each_change_after_it(world: World, chief: Person) -> None:
    async with beating(world, waiting=0) as shown:
        await fresh_wall(chief)
        async with listening(world, chief.token, "wall") as screen:
            first = await screen.next("wall")
            assert (first["waiting"], first["fresh"], first["seq"]) == (0, True, 1)
            shown["waiting"] = 7
            await publish_wall(world, **shown)
            began = time.monotonic()
            await screen.wall_that(lambda wall: wall["waiting"] == 7)
            assert time.monotonic() - began < TELL_S  # after which it would come anyway


async def test_however_fast_it_changes_a_screen_gets_four_a_second_and_the_last(world: World, chief: Person) -> None:
    async with beating(world) as shown:
        await fresh_wall(chief)
        async with listening(world, chief.token, "wall") as screen:
            await screen.next("wall")
            began = time.monotonic()
            for waiting in range(1, 61):
                shown["waiting"] = waiting
                await publish_wall(world, **shown)
                await asyncio.sleep(0.025)
            await screen.wall_that(lambda wall: wall["waiting"] == 60)
            took = time.monotonic() - began
    assert len(screen.frames) <= 2 + took / 0.25
    assert [frame["seq"] for frame in screen.frames] == list(range(1, len(screen.frames) + 1))


async def test_a_quiet_room_still_says_that_it_lives(world: World, chief: Person) -> None:
    async with beating(world):
        await fresh_wall(chief)
        async with listening(world, chief.token, "wall") as screen:
            first = await screen.next("wall")
            await screen.wall_that(lambda wall: wall["as_of"] > first["as_of"])


async def test_when_cti_is_gone_the_screen_says_within_two_seconds_that_it_may_be_old(
    world: World, chief: Person
) -> None:
    async with listening(world, chief.token, "wall") as screen:
        async with beating(world, waiting=5):
            await screen.wall_that(lambda wall: wall["fresh"])
        lost = time.monotonic()
        stale = await screen.wall_that(lambda wall: not wall["fresh"])
        assert time.monotonic() - lost < 2.2
        assert stale["waiting"] == 5  # what was last known stays on the screen
        assert (await chief.get("/wall"))["fresh"] is False
        async with beating(world, waiting=5):
            await screen.wall_that(lambda wall: wall["fresh"])


async def test_when_a_node_is_down_the_wall_is_not_fresh(world: World, chief: Person) -> None:
    down = {"name": "node2", "up": False, "since": "2026-11-20T00:00:00+00:00"}
    async with beating(world) as shown, listening(world, chief.token, "wall") as screen:
        await screen.wall_that(lambda wall: wall["fresh"])
        shown["nodes"] = [*picture()["nodes"], down]
        stale = await screen.wall_that(lambda wall: not wall["fresh"])
        assert [node["up"] for node in stale["nodes"]] == [True, False]


async def test_an_old_picture_in_redis_is_not_taken_for_a_new_one(world: World, chief: Person) -> None:
    await publish_wall(world, beat=time.time() - 60)
    await asyncio.sleep(0.5)
    wall = await chief.get("/wall")
    assert (wall["fresh"], wall["talking"]) == (False, 1)


async def test_while_redis_stands_still_the_wall_is_not_fresh_and_the_rest_works(
    world: World, chief: Person, redis_url: str
) -> None:
    pid = await _redis_pid(world)
    async with beating(world), listening(world, chief.token, "wall") as screen:
        await screen.wall_that(lambda wall: wall["fresh"])
        os.kill(pid, signal.SIGSTOP)
        stopped = time.monotonic()
        try:
            await screen.wall_that(lambda wall: not wall["fresh"])
            assert time.monotonic() - stopped < 2.2
            assert (await chief.get("/wall"))["fresh"] is False
            world.add_call("node1-1.1")
            assert len((await chief.get("/calls"))["items"]) == 1
            assert (await chief.ask("GET", "//readyz")).status == 503
        finally:
            os.kill(pid, signal.SIGCONT)
        await screen.wall_that(lambda wall: wall["fresh"], 8)


async def test_rubbish_on_the_wall_leaves_the_last_good_picture(world: World, chief: Person) -> None:
    async with beating(world, waiting=2):
        await fresh_wall(chief)
    await world.redis.set("hotline:wall", b"{not json")
    await asyncio.sleep(0.4)
    assert (await chief.get("/wall"))["waiting"] == 2


async def _redis_pid(world: World) -> int:
    info = await world.redis.info("server")
    return int(info["process_id"])


async def test_a_wall_of_another_version_closes_no_screen_and_is_not_taken_for_new(world: World, chief: Person) -> None:
    async with beating(world, waiting=2) as shown:
        await fresh_wall(chief)
        async with listening(world, chief.token, "wall") as screen:
            await screen.wall_that(lambda wall: wall["waiting"] == 2 and wall["fresh"])
            shown["queues"] = [{"called": "otherwise"}]
            outdated = await screen.wall_that(lambda wall: not wall["fresh"])
            assert outdated["waiting"] == 2
            del shown["queues"]
            await screen.wall_that(lambda wall: wall["fresh"])
    scraped = (await world.nobody.ask("GET", "//metrics")).body
    assert b'hotline_ws_malformed_total{type="wall"}' in scraped


async def test_all_screens_get_the_same_wall_with_their_own_count(world: World, chief: Person) -> None:
    async with beating(world, waiting=1):
        await fresh_wall(chief)
        async with listening(world, chief.token, "wall") as one, listening(world, chief.token, "wall") as other:
            first = await one.wall_that(lambda wall: wall["seq"] == 3)
            second = await other.wall_that(lambda wall: wall["at"] == first["at"])
    assert {**second, "seq": 0} == {**first, "seq": 0}
