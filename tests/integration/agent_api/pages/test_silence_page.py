"""One side of a talk sends no sound: what the agent's page says, and the way back to the queue."""

from datetime import UTC, datetime

import orjson
import pytest

from tests.parts.agent_api.browsing import address
from tests.parts.agent_api.config import HOTLINE
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.telephone_page import CALL, DIRECTORY, Line, can_be_pressed, shown, talks, told
from tests.parts.agent_api.world import World, leg
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


@pytest.fixture
def hotline() -> str:
    return HOTLINE + DIRECTORY


SILENCE = "document.querySelector('#silence-says').textContent"


async def falls_silent(world: World, side: str | None) -> None:
    """cti tells which side of the talk sends no sound, None when both do."""
    seat = {"state": "talking", "since": "2026-11-20T01:00:00+00:00", "call": CALL, "reason": "", "silent": side}
    await world.redis.set("hotline:agents", orjson.dumps({"anna": seat}))
    await tell(world, "agent.state", "anna", CALL, **{name: seat[name] for name in ("state", "since", "silent")})


async def test_a_silent_side_is_said_and_from_a_silent_telephone_the_citizen_can_be_returned(
    world: World, tab: Tab, line: Line
) -> None:
    await talks(world, tab)
    assert not await tab.run(shown("#silence"))
    await falls_silent(world, "citizen")
    await tab.until(f"{SILENCE}.startsWith('市民一侧没有声音传来') && {shown('#silence-says')}")
    assert not await tab.run(shown("#bring-back"))  # a colleague would not hear them either
    await falls_silent(world, "agent")
    await tab.until(f"{SILENCE}.startsWith('您的话机没有声音传来') && {can_be_pressed('#bring-back')}")
    await tab.reads("document.querySelector('#bring-back').textContent", "把市民接回队列")
    await tab.click("#bring-back")
    await told(line, 1)
    assert line.told == [("Hangup", "node1-1001")]
    await falls_silent(world, None)
    await tab.until(f"!{shown('#silence')} && !{SILENCE}")
    assert tab.problems == []


async def test_a_reload_keeps_the_warning_and_a_call_that_has_moved_is_left_alone(
    world: World, tab: Tab, line: Line
) -> None:
    await talks(world, tab)
    await falls_silent(world, "agent")
    await tab.open(address(world, "/agent?lang=en"))
    await tab.until(f"document.documentElement.lang === 'en' && {can_be_pressed('#bring-back')}")
    await tab.tells(SILENCE, "No sound comes from your telephone")
    await tab.until(can_be_pressed("#hang-up"))  # all is read
    world.change_call(CALL, state="queued", legs=[leg("anna") | {"ended_at": datetime.now(UTC)}])
    await tab.click("#bring-back")
    await tab.until("document.querySelector('#banner').textContent.includes('nothing was done')")
    assert line.told == []
