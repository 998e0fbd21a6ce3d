"""The screen pop and all that follows it, as an agent's screen hears it."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from agent_api.runtime.client import QUEUE
from tests.parts.agent_api.listening import Listener, listening, tell
from tests.parts.agent_api.world import CITIZEN, MORNING, Person, World, leg, until


@pytest.fixture
async def anna(world: World) -> Person:
    return await world.person("anna", extension="1001")


def ringing_call(world: World, call_id: str = "node1-2.1", agent: str = "anna") -> str:
    live: dict[str, Any] = {
        "state": "queued",
        "outcome": None,
        "ended_at": None,
        "started_at": MORNING + timedelta(hours=1),
    }
    return world.add_call(call_id, legs=[leg(agent, answered=False)], **live)


async def test_the_callers_history_is_on_the_screen_when_the_phone_rings(world: World, anna: Person) -> None:
    case = world.add_call("node1-1.1")
    ringing_call(world)
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        event = await tell(world, "call.ringing", "anna", "node1-2.1")
        pop = await screen.next("call.ringing")
    assert pop["call"] == await anna.get("/calls/node1-2.1")
    assert pop["caller"] == await anna.get(f"/callers/{CITIZEN}")
    assert pop["caller"]["open_ticket"]["number"] == case
    assert pop["call"]["caller"] == CITIZEN
    assert (pop["id"], pop["at"], pop["seq"]) == (event, "2026-11-20T09:00:12+08:00", 2)


async def test_the_pop_is_recorded_as_a_look(world: World, anna: Person) -> None:
    admin = await world.person("admin", "admin")
    ringing_call(world)
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        await tell(world, "call.ringing", "anna", "node1-2.1")
        await screen.next("call.ringing")

        async def looks() -> list[str]:
            return [look["subject"] for look in await admin.all_of("/looks") if look["what"] == "pop"]

        assert await until(looks, "the look") == ["node1-2.1"]


async def test_an_agent_hears_of_their_own_calls_only_and_in_order(world: World, anna: Person) -> None:
    ringing_call(world)
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        for kind, agent in (
            ("call.ringing", "ben"),
            ("call.ringing", "anna"),
            ("call.answered", "anna"),
            ("call.updated", "ben"),
            ("call.updated", "anna"),
            ("call.ended", "anna"),
        ):
            await tell(world, kind, agent, "node1-2.1")
        await screen.next("call.ended")
    assert [(frame["type"], frame["seq"]) for frame in screen.frames[1:]] == [
        ("call.ringing", 2),
        ("call.answered", 3),
        ("call.updated", 4),
        ("call.ended", 5),
    ]


async def test_the_state_is_told_at_once_and_at_each_change(world: World, anna: Person) -> None:
    async with listening(world, anna.token, "me") as screen:
        first = await screen.next("agent.state")
        assert (first["state"], first["wish"], first["call"]) == ("offline", "offline", None)
        await tell(world, "agent.state", "anna", state="ready", since="2026-11-20T01:00:00+00:00", wish="ready")
        told = await screen.next("agent.state")
    assert (told["state"], told["since"], told["type"]) == ("ready", "2026-11-20T09:00:00+08:00", "agent.state")


async def test_events_from_before_the_screen_was_opened_are_not_told_again(world: World, anna: Person) -> None:
    ringing_call(world)
    await tell(world, "call.ringing", "anna", "node1-2.1")
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        await tell(world, "agent.state", "anna", state="ready")
        await screen.next("agent.state")
    assert [frame["type"] for frame in screen.frames] == ["agent.state", "agent.state"]


async def test_what_is_rubbish_in_the_stream_stops_nothing(world: World, anna: Person) -> None:
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        await world.redis.xadd("hotline:events", {"no": "type"})
        await world.redis.xadd("hotline:events", {"type": "agent.state", "agent": "anna", "payload": "{"})
        await tell(world, "call.ended", "anna", "node1-9.no-such-call")
        await tell(world, "call.exploded", "anna", "node1-2.1")
        await tell(world, "transfer.updated", "anna", "node1-2.1", transfer=7)
        await tell(world, "agent.state", "anna", state="paused")
        assert (await screen.next("agent.state"))["state"] == "paused"
    assert len(screen.frames) == 2


async def test_a_redis_that_lost_everything_is_listened_to_again(world: World, anna: Person) -> None:
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        await tell(world, "agent.state", "anna", state="paused")
        assert (await screen.next("agent.state"))["state"] == "paused"
        await world.redis.flushall()
        await world.redis.client_kill_filter(_type="normal", skipme=True)
        await tell(world, "agent.state", "anna", state="ready")
        assert (await screen.next("agent.state", 8))["state"] == "ready"


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # refused before SQL is asked
@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("not json", 4400),
        ("[]", 4400),
        ('{"type": "auth"}', 4400),
        ('{"type": "auth", "token": "x", "topics": []}', 4400),
        ('{"type": "auth", "token": "x", "topics": ["everything"]}', 4400),
        ('{"type": "hello", "token": "x", "topics": ["me"]}', 4400),
        ('{"type": "auth", "token": "nobody\'s", "topics": ["me"]}', 4401),
        ("x" * 5000, 1009),
    ],
)
async def test_who_does_not_say_who_they_are_is_shown_out(world: World, message: str, code: int) -> None:
    async with world.http.ws_connect("/api/v1/ws") as socket:
        await socket.send_str(message)
        assert await Listener(socket).closing() == code


async def test_the_wall_is_not_for_agents(world: World, anna: Person) -> None:
    async with listening(world, anna.token, "wall") as screen:
        assert await screen.closing() == 4403
    async with listening(world, anna.token, "me", "wall") as screen:
        refused = await screen.next("topic.refused")
        assert refused["topic"] == "wall"
        assert (await screen.next("agent.state"))["state"] == "offline"


async def test_logging_out_closes_the_screen(world: World, anna: Person) -> None:
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        await anna.ask("POST", "/logout")
        assert await screen.closing() == 4401


async def test_a_removed_agents_screen_is_closed(world: World, anna: Person) -> None:
    admin = await world.person("admin", "admin")
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        await admin.ask("DELETE", "/agents/anna")
        assert await screen.closing() == 4401


async def test_a_log_out_in_another_process_closes_the_screen_too(world: World, anna: Person) -> None:
    async with listening(world, anna.token, "me") as screen:
        await screen.next("agent.state")
        with world.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM sessions")
        assert await screen.closing(10) == 4401


async def test_a_screen_that_never_reads_is_given_up_and_the_others_do_not_notice(world: World, anna: Person) -> None:
    ben = await world.person("ben", extension="1002")
    ringing_call(world)
    for number in range(20):  # a history that fills the network's buffers
        ticket = world.add_call(f"node1-1.{number}", started_at=MORNING + timedelta(seconds=number))
        await anna.ask("PATCH", f"/tickets/{ticket}", {"content": "很长的内容" * 4000})
    async with listening(world, anna.token, "me") as stuck, listening(world, ben.token, "me") as lively:
        await stuck.next("agent.state")
        await lively.next("agent.state")
        connection = stuck.socket._response.connection
        assert connection is not None
        assert connection.transport is not None
        connection.transport.pause_reading()
        slowest = 0.0

        async def dropped() -> bool:
            return b'hotline_ws_dropped_total{reason="queue"}' in (await ben.ask("GET", "//metrics")).body

        for round_ in range(20):
            for _ in range(QUEUE // 2):
                await tell(world, "call.ringing", "anna", "node1-2.1")
            began = time.monotonic()
            await tell(world, "agent.state", "ben", reason=f"round {round_}")
            while (await lively.next("agent.state"))["reason"] != f"round {round_}":
                pass
            slowest = max(slowest, time.monotonic() - began)
            if await dropped():
                break
        else:
            pytest.fail("the stuck screen was never given up")
        assert slowest < 2.0

        async def alone() -> bool:
            return b"hotline_ws_clients 1" in (await ben.ask("GET", "//metrics")).body

        await until(alone, "the stuck one is gone")


async def test_each_pop_comes_while_fifty_calls_a_second_ring(world: World) -> None:
    """Every one of them; how quickly is measured by the benchmark."""
    people = [await world.person(f"agent{number}", extension=f"{2000 + number}") for number in range(20)]
    for number, _ in enumerate(people):
        ringing_call(world, f"node1-2.{number}", f"agent{number}")
    popped: list[str] = []

    async def one(number: int) -> None:
        async with listening(world, people[number].token, "me") as screen:
            await screen.next("agent.state")
            for _ in range(5):
                await asyncio.sleep(0.4)
                await tell(world, "call.ringing", f"agent{number}", f"node1-2.{number}")
                popped.append((await screen.next("call.ringing"))["call"]["id"])

    await asyncio.gather(*(one(number) for number in range(len(people))))
    assert sorted(popped) == sorted(f"node1-2.{number}" for number in range(len(people)) for _ in range(5))


async def test_the_socket_says_nothing_before_it_knows_who_listens(world: World) -> None:
    async with world.http.ws_connect("/api/v1/ws") as socket:
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.3)
    assert isinstance(socket, aiohttp.ClientWebSocketResponse)


async def test_the_frames_are_described_to_everybody(world: World) -> None:
    described = (await world.nobody.ask("GET", "/asyncapi.json")).body
    assert (described["asyncapi"], described["channels"]["events"]["address"]) == ("3.0.0", "/api/v1/ws")
