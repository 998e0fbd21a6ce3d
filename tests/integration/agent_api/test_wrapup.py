"""More time after a call."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from tests.parts.agent_api.world import World

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)


async def in_state(world: World, state: str, since: datetime) -> None:
    seat = {"state": state, "since": since.isoformat(), "call": None, "reason": ""}
    await world.redis.set("hotline:agents", orjson.dumps({"anna": seat}))


async def test_each_asking_adds_a_minute_up_to_ten(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    began = datetime.now(UTC)
    await in_state(world, "wrapup", began)
    until = began
    for _ in range(9):
        reply = await anna.ask("POST", "/agents/me/wrapup")
        assert reply.status == 200
        last, until = until, datetime.fromisoformat(reply.body["until"])
        assert until - last >= timedelta(minutes=1)
    assert (await anna.ask("POST", "/agents/me/wrapup")).status == 409
    assert (await anna.get("/agents/me"))["holds"] == ["wrapup"]
    assert (await anna.ask("DELETE", "/agents/me/wrapup")).status == 204
    assert (await anna.get("/agents/me"))["holds"] == []


@pytest.mark.parametrize("state", ["ready", "talking", "offline"])
async def test_without_a_wrap_up_there_is_none_to_extend(world: World, state: str) -> None:
    anna = await world.person("anna", extension="1001")
    await in_state(world, state, datetime.now(UTC))
    assert (await anna.ask("POST", "/agents/me/wrapup")).status == 409
    assert (await anna.get("/agents/me"))["holds"] == []
