"""Nothing that an agent types on a ticket is lost: it saves itself, or is kept and tried again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hotline.store.agents import sessions
from hotline.store.engine import writing
from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import CITIZEN, PASSWORD, Person, World, leg, until
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

LIVE: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None}
SAVED = "document.querySelector('#saved').textContent"
CONTENT = "document.querySelector('#content').value"
NO_NETWORK = "(to, how) => how?.method === 'PATCH' ? Promise.reject(new TypeError('no network')) : real(to, how)"


async def writes(world: World, tab: Tab, text: str) -> tuple[Person, str]:
    """An agent whose phone rings, and who begins to write; with the call's ticket."""
    anna = await world.person("anna", extension="1001")
    number = world.add_call("node1-2.1", legs=[leg("anna", answered=False)], **LIVE)
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent h2')")
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until("document.querySelector('#content')")
    if text:
        await tab.type_into("#content", text)
    return anna, number


def holds(anna: Person, number: str, content: str) -> Any:
    async def is_saved() -> bool:
        return bool((await anna.get(f"/tickets/{number}"))["content"] == content)

    return is_saved


async def test_the_form_saves_itself_as_one_types(world: World, tab: Tab) -> None:
    anna, number = await writes(world, tab, "三天没有水")
    await tab.reads(SAVED, "未保存")
    await tab.tells(SAVED, "已保存")
    await until(holds(anna, number, "三天没有水"), "it is saved")
    await tab.reads("document.activeElement.id", "content")  # and the writing goes on
    await tab.reads("Object.keys(localStorage).filter((key) => key.includes('draft')).length", 0)
    assert tab.problems == []


async def test_what_cannot_be_saved_when_the_next_call_comes_waits_in_its_tab(world: World, tab: Tab) -> None:
    anna, first = await writes(world, tab, "")
    await tab.run(f"window.real = fetch, window.fetch = {NO_NETWORK}, true")
    await tab.type_into("#content", "还没有保存")
    world.add_call("node1-2.2", caller="13987654321", legs=[leg("anna", answered=False)], **LIVE)
    await tell(world, "call.ringing", "anna", "node1-2.2")
    await tab.until("document.querySelector('.tab.on').textContent === '本次工单 20261121-00002'")
    await tab.click(".tab:not(.on)")
    await tab.until(f"document.querySelector('.tab.on').textContent.includes('{first}')")
    await tab.reads(CONTENT, "还没有保存")
    await tab.reads(SAVED, "未保存")
    await tab.run("void (window.fetch = real)")
    await until(holds(anna, first, "还没有保存"), "it is saved by itself", 15)
    await tab.tells(SAVED, "已保存")


async def test_a_reload_without_a_connection_loses_nothing(world: World, tab: Tab) -> None:
    anna, number = await writes(world, tab, "")
    await tab.run(f"window.real = fetch, window.fetch = {NO_NETWORK}, true")
    await tab.type_into("#content", "写到一半")
    await tab.type_into("#note", "备注也在")
    await tab.reads(SAVED, "未保存")
    world.change_call("node1-2.1", state="ended")
    await tab.open(address(world, "/agent?again=1"))
    await tab.until("location.search && document.querySelector('#recent h2')")
    await tab.reads("document.querySelector('#note')?.value", "备注也在")
    await tab.reads(CONTENT, "写到一半")
    await until(holds(anna, number, "写到一半"), "it is saved by itself", 15)


async def test_of_two_texts_the_agent_chooses_and_neither_is_lost(world: World, tab: Tab) -> None:
    anna, number = await writes(world, tab, "")
    await anna.ask("PATCH", f"/tickets/{number}", {"content": "同事写的"})
    await tab.type_into("#content", "我写的")
    await tab.until("document.querySelector('#conflict .theirs')?.textContent === '同事写的'")
    await tab.reads(CONTENT, "我写的")
    assert (await anna.get(f"/tickets/{number}"))["content"] == "同事写的"
    await tab.click("#conflict .keep-both")
    await until(holds(anna, number, "同事写的\n我写的"), "both are saved")
    await tab.reads("document.querySelector('#conflict')", None)
    await tab.tells(SAVED, "已保存")


async def test_a_log_in_that_ends_is_asked_for_over_the_page(world: World, tab: Tab) -> None:
    _, number = await writes(world, tab, "")
    await tab.type_into("#content", "登录失效")
    with writing(world.engine) as connection:
        sessions.close_all_of(connection, "anna")
    await tab.until("document.querySelector('.expired')")
    await tab.write("时写的")  # nothing takes the keyboard away in the middle of a word
    await tab.reads(CONTENT, "登录失效时写的")
    await tab.press("Escape")
    await tab.until("document.activeElement.matches('dialog #password')")
    await tab.write(PASSWORD)
    await tab.click("dialog #login button")
    await tab.until("!document.querySelector('dialog')")
    again = await world.log_in("anna")
    await until(holds(again, number, "登录失效时写的"), "it is saved", 15)
    await tab.reads("document.activeElement.id", "content")
    await tab.reads(CONTENT, "登录失效时写的")


async def test_while_the_phone_rings_all_that_is_known_is_in_view(world: World, tab: Tab) -> None:
    owed = world.add_callback()
    world.add_missed("node1-1.2", owed)
    for place in range(12):
        world.add_call(f"node1-0.{place}", agent="ben", started_at=datetime.now(UTC) - timedelta(days=place + 1))
    await tab.size(1366, 768)
    await writes(world, tab, "")
    in_view = (
        "(selector) => ((box) => box.top >= 0 && box.bottom <= 768 && box.height > 0)"
        "(document.querySelector(selector).getBoundingClientRect())"
    )
    shown = ["#call .number", "#call .duty", "#subject", "#content", ".actions .primary", "#history .tickets li"]
    await tab.until("document.querySelector('#history .tickets li')")
    await tab.reads(f"{shown}.filter((one) => !({in_view})(one))", [])
    await tab.reads("document.documentElement.scrollHeight <= 768 && scrollY === 0", True)
    await tab.until("['subject', 'content'].includes(document.activeElement.id)")
    await tab.reads("document.querySelector('#call .number').textContent", CITIZEN)
    assert tab.problems == []


async def test_a_minute_more_after_the_call(world: World, tab: Tab) -> None:
    anna = await world.person("anna", extension="1001")
    seat = b'{"anna": {"state": "wrapup", "since": "%b", "call": null, "reason": ""}}'
    await world.redis.set("hotline:agents", seat % datetime.now(UTC).isoformat().encode())
    await log_in(world, tab, "anna")
    await tab.click("#extend-wrapup")
    await tab.until("document.querySelector('#finish-wrapup')")
    assert (await anna.get("/agents/me"))["holds"] == ["wrapup"]
    await tab.click("#finish-wrapup")
    await tab.until("!document.querySelector('#finish-wrapup')")
    assert tab.problems == []
