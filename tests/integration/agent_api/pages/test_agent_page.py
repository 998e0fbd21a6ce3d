"""座席 in a real browser: the pop, the ticket, the agent's state."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.parts.agent_api.browsing import NASTY, log_in
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import CITIZEN, World, leg, until
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


async def test_an_agent_logs_in_rings_and_writes_the_ticket(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001", name=NASTY)
    case = world.add_call("node1-1.1", agent="anna")
    anna = await world.log_in("anna")
    await anna.ask("PATCH", f"/tickets/{case}", {"subject": NASTY, "category": "complaint"})
    owed = world.add_callback()
    world.add_missed("node1-1.2", owed)
    await log_in(world, tab, "anna")
    await tab.until("location.pathname === '/agent' && document.querySelector('#recent table')")
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None, "wait_s": None}
    world.add_call("node1-2.1", legs=[leg("anna", answered=False)], started_at=datetime.now(UTC), **live)
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until(f"document.querySelector('.number')?.textContent === '{CITIZEN}'")
    await tab.reads("document.title", f"☎ {CITIZEN}")
    await tab.until("document.querySelector('.duty') !== null")
    await tab.until(f"document.querySelector('#subject').value === {NASTY!r}")
    await tab.tells("document.querySelector('.tab.on').textContent", case)
    await tab.reads("document.querySelectorAll('#history .tickets li').length", 2)
    await tab.type_into("#content", "三天没有水")
    await tab.click(".actions .primary")
    await tab.until("document.querySelector('#saved').textContent.includes('已保存')")
    await tab.type_into("#note", "已转水务")
    await tab.click("#note + button")
    await tab.until("document.querySelector('.notes p')?.textContent === '已转水务'")
    ticket = await anna.get(f"/tickets/{case}")
    assert (ticket["content"], ticket["notes"][0]["text"]) == ("三天没有水", "已转水务")
    assert await tab.run("document.title") != "broken"
    assert tab.problems == []


async def test_the_number_that_was_rung_and_the_desk_are_on_the_screen(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent h2')")
    rung: dict[str, Any] = {
        "called": "12300",
        "called_name": "电信用户申诉渠道",
        "origin": "110",
        "overflowed_to": "expert",
    }
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None}
    world.add_call("node1-2.1", legs=[leg("anna", answered=False)], **rung, **live)
    await tell(world, "call.ringing", "anna", "node1-2.1")
    badges = "[...document.querySelectorAll('{} .badge')].map((one) => one.textContent).join('|')"
    await tab.until(f"{badges.format('#call')} === '来自110|12345 ← 12300 电信用户申诉渠道|已溢出 hotline → expert'")
    await tab.until(f"{badges.format('#ticket')} === '来自110|12345 ← 12300 电信用户申诉渠道'")
    assert tab.problems == []


async def test_a_desk_rings_about_somebody_else_each_time(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    world.add_call("node1-1.1", agent="anna", origin="110")
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent h2')")
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None}
    case = world.add_call("node1-2.1", legs=[leg("anna", answered=False)], origin="110", **live)
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until(f"document.querySelector('.tab.on')?.textContent.endsWith('{case}')")


async def test_what_was_being_written_is_kept_when_the_next_call_comes(world: World, tab: Tab) -> None:
    anna = await world.person("anna", extension="1001")
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None}
    first = world.add_call("node1-2.1", legs=[leg("anna", answered=False)], **live)
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent h2')")
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until("document.querySelector('#content')")
    await tab.type_into("#content", "还没有保存")
    world.add_call("node1-2.2", caller="13987654321", legs=[leg("anna", answered=False)], **live)
    await tell(world, "call.ringing", "anna", "node1-2.2")
    await tab.until("document.querySelector('.tab.on').textContent === '本次工单 20261121-00002'")
    await tab.reads("document.querySelector('.number').textContent", "13987654321")

    async def is_saved() -> bool:
        return bool((await anna.get(f"/tickets/{first}"))["content"] == "还没有保存")

    await until(is_saved, "the first ticket is saved")


async def test_a_reload_in_the_middle_of_a_call_brings_it_back(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    live: dict[str, Any] = {"state": "talking", "outcome": None, "ended_at": None, "talk_s": None}
    world.add_call("node1-2.1", legs=[leg("anna")], agent="anna", **live)
    seat = b'{"anna": {"state": "talking", "since": "2026-11-20T01:00:00+00:00", "call": "node1-2.1", "reason": ""}}'
    await world.redis.set("hotline:agents", seat)
    await log_in(world, tab, "anna")
    await tab.until(f"document.querySelector('.number')?.textContent === '{CITIZEN}'")
    await tab.until("document.querySelector('#state').textContent === '通话'")


async def test_the_state_buttons_say_what_the_agent_wishes(world: World, tab: Tab) -> None:
    anna = await world.person("anna", extension="1001")
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#offline')?.getAttribute('aria-pressed') === 'true'")
    await tab.click("#paused")
    await tab.until("document.querySelector('#paused').getAttribute('aria-pressed') === 'true'")
    me = await anna.get("/agents/me")
    assert (me["wish"], me["wish_reason"]) == ("paused", "用餐")
