"""A slow network, a tab that was asleep, two tabs of one desk: nothing typed is lost, and what is shown is so."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import CITIZEN, PASSWORD, World, leg, until
from tests.parts.browser import Tab, new_tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

LIVE: dict[str, Any] = {"state": "talking", "outcome": None, "ended_at": None, "talk_s": None}
SLOW = {"offline": False, "latency": 600, "downloadThroughput": 20_000, "uploadThroughput": 8_000}
CONTENT = "document.querySelector('#content')?.value"
SAVED = "document.querySelector('#saved')?.textContent"
STATE = "document.querySelector('#state')?.textContent"


async def network(tab: Tab, **how: Any) -> None:
    await tab.call("Network.enable")
    await tab.call("Network.emulateNetworkConditions", **{**SLOW, **how})


async def desk(world: World, tab: Tab) -> str:
    """An agent in a call; its ticket."""
    world.add_person("anna", extension="1001")
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent h2')")
    ticket = world.add_call("node1-2.1", legs=[leg("anna")], agent="anna", **LIVE)
    seat = b'{"anna": {"state": "talking", "since": "2026-11-20T01:00:00+00:00", "call": "node1-2.1", "reason": ""}}'
    await world.redis.set("hotline:agents", seat)
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until("document.querySelector('#content')")
    return ticket


def content(world: World, ticket: str, text: str) -> Any:
    async def found() -> bool:
        chief = await world.log_in("chief")
        return bool((await chief.get(f"/tickets/{ticket}"))["content"] == text)

    return found


async def test_on_a_slow_network_all_that_is_typed_arrives(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor")
    ticket = await desk(world, tab)
    await network(tab)
    await tab.type_into("#content", "第一句。")
    await tab.reads(SAVED, "未保存")
    for word in ("第二句。", "第三句。"):  # while the one before is on its way
        await tab.until(f"{CONTENT}.length >= 4")
        await tab.write(word)
    await tab.reads(CONTENT, "第一句。第二句。第三句。")
    await network(tab, offline=True)
    await tab.write("断网时写的。")
    await tab.until("!document.querySelector('#banner').hidden || document.querySelector('#saved-hint')")
    await network(tab)
    await tab.tells(SAVED, "已保存")
    await until(content(world, ticket, "第一句。第二句。第三句。断网时写的。"), "all of it is saved", 20)
    await tab.until("document.querySelector('#banner').hidden")


async def test_a_tab_that_slept_shows_what_is(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor")
    ticket = await desk(world, tab)
    await tab.type_into("#content", "睡前写的")
    await tab.call("Page.setWebLifecycleState", state="frozen")
    world.change_call("node1-2.1", state="ended", ended_at=datetime.now(UTC), talk_s=30.0)
    await tell(world, "call.ended", "anna", "node1-2.1")
    await world.redis.set("hotline:agents", b'{"anna": {"state": "paused", "since": null, "reason": "tea"}}')
    await tell(world, "agent.state", "anna", state="paused", reason="tea", wish="paused")
    await tab.call("Page.setWebLifecycleState", state="active")
    await tab.tells(STATE, "tea")
    await tab.tells("document.querySelector('#call h2')?.textContent", "已结束")
    await tab.reads(CONTENT, "睡前写的")
    await until(content(world, ticket, "睡前写的"), "it is saved")


@pytest.fixture
async def second(chromium: str, tab: Tab) -> AsyncIterator[Tab]:
    """A second tab of the same browser, with the same log-in."""
    async with new_tab(chromium, beside=tab) as other:
        yield other


async def test_two_tabs_of_one_desk_lose_nothing(world: World, tab: Tab, second: Tab) -> None:
    world.add_person("chief", "supervisor")
    ticket = await desk(world, tab)
    await second.open(address(world, "/agent"))
    await second.until(f"document.querySelector('#call .number')?.textContent === '{CITIZEN}'")
    await tab.type_into("#content", "这边写的。")
    await tab.tells(SAVED, "已保存")
    await second.reads(CONTENT, "这边写的。")
    await second.run("document.querySelector('#content').focus()")
    await second.run("document.querySelector('#content').setSelectionRange(99, 99)")
    await second.write("那边接着写。")
    await until(content(world, ticket, "这边写的。那边接着写。"), "both are saved")
    await tab.reads(CONTENT, "这边写的。那边接着写。")
    await second.click("#logout")
    await tab.until("location.pathname === '/login'")
    assert PASSWORD not in await tab.run("JSON.stringify(localStorage)")
