"""A whole call, and a supervisor's room, by the keyboard alone; the focus can be seen at every step."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.parts.agent_api.browsing import address
from tests.parts.agent_api.listening import beating, tell
from tests.parts.agent_api.telephone_page import CALL, LIVE, SAYS, Line, become, one_begun, rested, state
from tests.parts.agent_api.world import PASSWORD, World, leg, until
from tests.parts.browser import Tab
from tests.parts.pages.axe import assert_accessible

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

FOCUS_IS_SEEN = (
    "((one) => one.matches(':focus-visible') && getComputedStyle(one).outlineStyle !== 'none')(document.activeElement)"
)
SEATS = 200
COUNT_NEW_ROWS = """void (window.newRows = 0, new MutationObserver((changes) => { newRows += changes.length; })
  .observe(document.querySelector('tbody'), { childList: true }))"""


async def log_in_by_keys(world: World, tab: Tab, username: str) -> None:
    await tab.open(address(world, "/login"))
    await tab.until("document.activeElement.id === 'username'")
    await tab.write(username)
    await tab.press("Tab")
    await tab.write(PASSWORD)
    await tab.until(FOCUS_IS_SEEN)
    await tab.press("Enter")


async def test_a_whole_call_by_keys_alone(world: World, tab: Tab, line: Line) -> None:
    world.add_person("anna", extension="1001")
    anna = await world.log_in("anna")
    await log_in_by_keys(world, tab, "anna")
    await tab.until("document.querySelector('#keys b') && document.querySelector('#recent h2')")
    await tab.press("Alt+Slash")
    await tab.tells("document.querySelector('.key-help')?.innerText", "挂断")
    await assert_accessible(tab)
    await tab.press("Escape", "Alt+1")
    await tab.until("document.querySelector('#ready').getAttribute('aria-pressed') === 'true'")

    ticket = world.add_call(CALL, **{**LIVE, "legs": [leg("anna", answered=False)], "agent": "anna"})
    await tell(world, "call.ringing", "anna", CALL)
    await tab.until(f"document.activeElement.id === 'subject' && {FOCUS_IS_SEEN}")
    await tab.write("停水")
    await tab.press("Tab")
    await tab.until("document.activeElement.id === 'content'")
    await tab.write("三天没有水")
    world.change_call(CALL, answered_at=datetime.now(UTC), legs=[leg("anna")])
    await tell(world, "call.answered", "anna", CALL)
    await tab.until("!document.querySelector('#hold').matches('[hidden], :disabled')")
    await tab.press("Alt+T")
    await tab.until(f"document.activeElement.id === 'transfer-number' && {FOCUS_IS_SEEN}")
    await tab.write("水务")
    await tab.press("Enter")
    transfer = await one_begun(world)
    await become(world, transfer, "talking")
    await tab.until("!document.querySelector('#complete').matches('[hidden], :disabled')")
    line.target = "PJSIP/carrier-1"
    await rested(tab)
    sent = len(line.told)
    await tab.press("Alt+C")
    await until(_more(line, sent), "the transfer is completed")
    await become(world, transfer, "completed")
    await state(world, "ended", ended_at=datetime.now(UTC))
    await tab.tells(SAYS, "已转接")
    seat = b'{"anna": {"state": "wrapup", "since": "2026-11-20T01:00:00+00:00", "call": null, "reason": ""}}'
    await world.redis.set("hotline:agents", seat)
    await tell(world, "agent.state", "anna", state="wrapup", holds=["wrapup"])
    await tab.until("document.querySelector('#finish-wrapup')")
    await tab.press("Alt+M")
    await tab.until("document.activeElement.id === 'note'")
    await tab.press("Alt+W")

    async def is_written() -> bool:
        written = await anna.get(f"/tickets/{ticket}")
        return (written["subject"], written["content"]) == ("停水", "三天没有水")

    await until(is_written, "the ticket is saved")
    assert tab.problems == []


def _more(line: Line, than: int) -> Any:
    async def found() -> bool:
        return len(line.told) > than

    return found


async def test_a_room_of_two_hundred_seats_is_led_by_keys_and_no_picture_draws_it_anew(world: World, tab: Tab) -> None:
    now = datetime.now(UTC).isoformat()
    for number in range(SEATS):
        world.add_person(f"agent{number:03}", extension=str(2000 + number), name=f"话务员{number:03}", wish="ready")
    known = {"queues": ["hotline"], "state": "ready", "since": now, "reason": "", "call": None, "desk": True}
    seats = [
        {"username": f"agent{number:03}", "name": f"话务员{number:03}", "extension": str(2000 + number), **known}
        for number in range(SEATS)
    ]
    world.add_person("chief", "supervisor")
    async with beating(world, seats=seats):
        await tab.size(1366, 768)
        await log_in_by_keys(world, tab, "chief")
        await tab.until("location.pathname === '/wall' && document.querySelector('.menu, .wall')")
        await tab.open(address(world, "/room"))
        await tab.reads("document.querySelectorAll('tr[data-agent]').length", SEATS)
        await tab.until("document.documentElement.scrollWidth <= 1366")
        await tab.run(COUNT_NEW_ROWS)
        since = "document.querySelector('tr[data-agent] .clock:not(.quiet)').innerText"
        shown = await tab.run(since)
        await tab.until(f"{since} !== '{shown}'")  # and two pictures a second have come meanwhile
        await tab.reads("newRows", 0)
        await tab.press("Alt+S")
        await tab.write("话务员123")
        await tab.press("Enter")
        await tab.reads("document.querySelectorAll('tr[data-agent]').length", 1)
        await tab.press("Alt+R")
        await tab.write("到前台来")
        await tab.press("Alt+A")
        await tab.until(f"document.activeElement.dataset.agent === 'agent123' && {FOCUS_IS_SEEN}")
        await tab.press("Alt+2")
        chief = await world.log_in("chief")

        async def is_paused() -> bool:
            agent = await chief.get("/agents/agent123")
            return (agent["wish"], agent["wish_reason"]) == ("paused", "到前台来")

        await until(is_paused, "the agent is paused")
        await tab.press("Alt+Q")
        await tab.until("document.activeElement.closest('dialog:modal') && document.querySelector('.day-queues')")
        await tab.press("Escape")
        await tab.until(f"document.activeElement.dataset.agent === 'agent123' && {FOCUS_IS_SEEN}")
    assert tab.problems == []
