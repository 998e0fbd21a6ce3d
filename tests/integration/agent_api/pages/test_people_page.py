"""人员 and the queues of the day in a real browser: who serves which queue, and many people from one file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.listening import beating
from tests.parts.agent_api.world import World, until
from tests.parts.browser import Tab
from tests.parts.pages.axe import assert_accessible

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


async def open_page(world: World, tab: Tab, path: str) -> None:
    world.add_person("chief", "admin")
    await log_in(world, tab, "chief")
    await tab.until("location.pathname !== '/login'")
    await tab.open(address(world, path))


async def change(tab: Tab, label: str, value: str) -> None:
    field = f"document.querySelector('[aria-label=\"{label}\"]:not(:disabled)')"
    changed = f"(one.value = '{value}', one.dispatchEvent(new Event('change', {{bubbles: true}})))"
    await tab.until(f"((one) => one && {changed})({field})")


async def test_queues_and_penalties_are_set_in_one_table(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    async with beating(world, queues=[_queue("hotline"), _queue("expert")]):
        await open_page(world, tab, "/people?tab=matrix")
        await tab.click("[aria-label='Anna 服务 expert']")
        await change(tab, "Anna 在 expert 的优先级", "5")
        chief = await world.log_in("chief")

        async def is_set() -> bool:
            return bool((await chief.get("/agents/anna"))["penalties"] == {"hotline": 0, "expert": 5})

        await until(is_set, "queue and penalty are saved")
        await assert_accessible(tab)
        await tab.click("[aria-label='Anna 服务 hotline']")
        await tab.until("!document.querySelector('[aria-label=\"Anna 在 hotline 的优先级\"]')")
        assert (await chief.get("/agents/anna"))["queues"] == ["expert"]
    assert tab.problems == []


async def test_a_file_is_shown_with_its_mistakes_before_anybody_is_made(world: World, tab: Tab, tmp_path: Path) -> None:
    await open_page(world, tab, "/people?tab=import")
    file = tmp_path / "people.csv"
    head = "用户名,姓名,角色,分机,队列"
    for encoding, rows in (
        ("gbk", ["wang,王芳,座席,1001,hotline", "li,李强,座席,1001,nowhere"]),
        ("utf-8-sig", ["wang,王芳,座席,1001,hotline；expert:5", "li,李强,班长,,"]),
    ):
        file.write_text("\n".join([head, *rows]), encoding=encoding)
        await choose_file(tab, file)
        if encoding == "gbk":  # as Excel writes it here
            await tab.tells("document.querySelector('.import [role=alert]')?.innerText", "nowhere")
            await assert_accessible(tab)
    chief = await world.log_in("chief")
    await tab.tells("document.querySelector('.import tbody')?.innerText", "expert (5)")
    assert len(await chief.all_of("/agents")) == 1
    await tab.click(".import .primary")
    await tab.tells("document.querySelector('.import [role=status]')?.innerText", "已新建 2 人")
    secret = await tab.run("document.querySelector('.import td code').innerText")
    wang = await world.log_in("wang", secret)
    me = await wang.get("/agents/me")
    assert (me["name"], me["penalties"], me["must_change_password"]) == ("王芳", {"hotline": 0, "expert": 5}, True)
    await assert_accessible(tab)
    assert tab.problems == []


async def choose_file(tab: Tab, file: Path) -> None:
    await tab.until("document.querySelector('#file')")
    await tab.run("void (document.querySelector('#file').value = '')")
    document = await tab.call("DOM.getDocument")
    found = await tab.call("DOM.querySelector", nodeId=document["root"]["nodeId"], selector="#file")
    await tab.call("DOM.setFileInputFiles", nodeId=found["nodeId"], files=[str(file)])


async def test_an_agent_serves_other_queues_for_the_day_and_then_the_usual_ones(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    seat = {
        "username": "anna",
        "name": "Anna",
        "extension": "1001",
        "queues": ["hotline"],
        "state": "ready",
        "since": datetime.now(UTC).isoformat(),
        "reason": "",
        "call": None,
        "desk": True,
    }
    async with beating(world, seats=[seat], queues=[_queue("hotline"), _queue("expert")]):
        await open_page(world, tab, "/room")
        await tab.click("tr[data-agent=anna] [data-act=today]")
        await tab.click(".day-queues .row:nth-of-type(1) [type=checkbox]")
        await tab.click(".day-queues .row:nth-of-type(2) [type=checkbox]")
        await assert_accessible(tab)
        await tab.click(".day-queues .primary")
        await tab.tells("document.querySelector('tr[data-agent=anna]').innerText", "至 ")
        chief = await world.log_in("chief")
        anna = await chief.get("/agents/anna")
        assert (anna["queues"], anna["today"]["usual_queues"]) == (["expert"], ["hotline"])
        await tab.click("tr[data-agent=anna] [data-act=today]")
        await tab.click(".day-queues .primary + .button")
        await tab.until("!document.querySelector('tr[data-agent=anna]').innerText.includes('至 ')")
        assert (await chief.get("/agents/anna"))["queues"] == ["hotline"]
    assert tab.problems == []


def _queue(name: str) -> dict[str, object]:
    states = {"ready": 1, "ringing": 0, "talking": 0, "wrapup": 0, "paused": 0, "offline": 0}
    today = {"offered": 1, "answered": 1, "missed": 0, "service_level": 1.0, "broad_rate": 1.0}
    waits = {"waiting": 0, "waiting_since": None, "longest_wait_s": 0, "talking": 0}
    return {"name": name, "title": name, "agents": states, "today": today, **waits}
