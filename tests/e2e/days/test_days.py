"""A day of each role: what they do from the first log-in on, with nothing but the pages and telephones."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from ops.phones.agent import ANSWERS, AgentPhones, Phones
from ops.phones.citizen import Fate
from ops.phones.ports import Ports
from tests.parts.api import Api
from tests.parts.browser import Tab, browser, new_tab
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.pages.by_name import Pages
from tests.parts.people import OWN_PASSWORD, PASSWORD, People
from tests.parts.sip.speech import alaw_speech
from tests.parts.spreadsheet import read_xlsx
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[[queues]]
name = "desk"
numbers = ["12346"]
greeting = ""
wrapup_s = 20

[callback]
hours = ["00:00-24:00"]
min_idle_s = "1d"
"""
)
Found = TypeVar("Found")
ADMIN = "correct horse battery"
STATE = "document.querySelector('#state')?.innerText"


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "days", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module")
def homes(hotline: Hotline, far_end_port: int) -> Iterator[Phones]:
    """The citizens' telephones, as the trunk reaches them."""
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, port=far_end_port)
    yield phones
    phones.stop()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with browser(tmp_path_factory.mktemp("days") / "profile") as address:
        yield address


@pytest.fixture
async def tab(chromium: str) -> AsyncIterator[Tab]:
    async with new_tab(chromium) as tab:
        await tab.size(1366, 768)
        yield tab
        assert tab.problems == []


@pytest.fixture
def pages(tab: Tab, hotline: Hotline) -> Pages:
    return Pages(tab, hotline)


async def soon(probe: Callable[[], Found | None], what: str) -> Found:
    """Wait for what other people and telephones do, while the browser goes on."""
    return await asyncio.to_thread(until, probe, what)


async def test_an_admin_makes_the_people_and_their_telephones_register(
    people: People, pages: Pages, tab: Tab, chromium: str, admin: Api
) -> None:
    await pages.log_in("admin", ADMIN)
    secrets = {}
    for username, name, extension in (("zhangli", "张丽", "7001"), ("liqiang", "李强", "7002")):
        await pages.go("人员")
        await pages.press("新建座席")
        for label, value in (("用户名", username), ("姓名", name), ("分机", extension), ("登录密码", PASSWORD)):
            await pages.fill(label, value)
        await pages.tick("desk")
        await pages.press("保存", "dialog")
        await pages.says("dialog", "G.711")
        assert await tab.run("document.querySelector('dialog dd').innerText") == extension
        server = await tab.run("document.querySelectorAll('dialog dd')[1].innerText")
        assert server == f"127.0.0.1:{people.hotline.settings.sip_port}"
        secrets[extension] = await tab.run("document.querySelector('#secret').innerText")
        await pages.press("关闭", "dialog .telephone-settings, dialog")
        await pages.says(f"[data-username={username}]", "首次登录待改密码")
    phones = AgentPhones(people.hotline.place("127.0.0.1"), people.hotline.sip, secrets)
    async with new_tab(chromium) as other:
        desk = Pages(other, people.hotline)
        await desk.log_in("zhangli", PASSWORD)
        await desk.choose_password(PASSWORD, OWN_PASSWORD)
        await desk.press("就绪")
        await other.tells(STATE, "就绪")
        await pages.go("现场")
        await pages.says("tr[data-agent=zhangli]", "就绪")
        await desk.press("退出")
        await other.until("document.querySelector('#login')")
    await pages.says("tr[data-agent=zhangli]", "离线")
    await pages.go("设置")
    await pages.says(".settings", "desk")
    await pages.go("人员")
    for username in ("zhangli", "liqiang"):
        admin.delete(f"/agents/{username}")
    phones.stop()


async def test_an_agent_answers_writes_and_rings_back(
    people: People, pages: Pages, tab: Tab, homes: Phones, admin: Api
) -> None:
    agent, citizen, missed = people.agent("desk", state="offline"), people.new_number(), people.new_number()
    people.citizen("12346", caller=missed, fate=Fate(stays_s=0.5))
    await pages.log_in(agent.username, PASSWORD)
    await pages.choose_password(PASSWORD, OWN_PASSWORD)
    await pages.press("就绪")
    await tab.tells(STATE, "就绪")
    people.citizen("12346", caller=citizen)
    await pages.says("#call", citizen)
    await tab.until("['subject', 'content'].includes(document.activeElement.id)")
    await tab.write("小区停水")
    await tab.type_into("#content", "三天没有水，请尽快处理。")
    await pages.choose("#category", "complaint")
    await pages.says("#call h2", "通话中")
    await pages.press("挂断")
    await tab.tells(STATE, "话后")
    await pages.says("#saved", "已保存")
    ticket = people.ended(citizen)["ticket"]
    await soon(lambda: admin.get(f"/tickets/{ticket}")["category"] == "complaint", "the ticket is saved")
    await pages.press("办结")
    await pages.says("#saved", "已办结")
    await pages.press("延长话后 1 分钟")
    await pages.press("结束话后")
    await tab.tells(STATE, "就绪")

    await pages.press("下一个回拨")
    await pages.says("#offer", missed)
    await pages.press("接受并拨打")
    await pages.says("#callback-says", "已接通市民")
    await pages.fill("备注（记入工单）", "市民已问清", "form.outcome")
    await pages.press("挂断")
    await pages.says("#callback-says", "请登记结果")
    await pages.press("登记结果", "form.outcome")
    await pages.says("#mine", "已接通")
    await pages.says(".notes", "市民已问清")
    await pages.says(".own-figures", "接听 1")
    await pages.press("退出")
    await tab.until("document.querySelector('#login')")
    agent.is_removed = True  # nobody acts in their name any more
    assert admin.all("/tickets", caller=missed)[0]["number"] in {one["number"] for one in admin.all("/tickets")}


async def test_a_supervisor_watches_reads_listens_and_exports(
    people: People, pages: Pages, tab: Tab, admin: Api, workspace: Path, tmp_path: Path
) -> None:
    agent = people.agent("hotline", speech=alaw_speech(workspace, pitch=500))
    citizen, lost = people.new_number(), people.new_number()
    people.citizen("12399", caller=lost, fate=Fate(stays_s=0.5))  # no queue has this number: an alarm
    people.citizen("12345", caller=citizen)
    boss = people.user("supervisor").get("/agents/me")["username"]
    await pages.log_in(boss, PASSWORD)
    await pages.choose_password(PASSWORD, OWN_PASSWORD)
    await pages.says(".wall", "desk")
    await pages.open("/room")
    await pages.says(f"tr[data-agent={agent.username}]", citizen)
    await soon(lambda: agent.until_talking(citizen), "they talk")
    await asyncio.sleep(1.0)  # so that there is something to hear
    agent.hang_up(agent.until_talking(citizen))
    call = people.ended(citizen)
    await soon(lambda: admin.get(f"/calls/{call['id']}")["recording"], "the recording is there")

    await pages.go("通话")
    await tab.until(f"((one) => one && (one.click(), true))(document.querySelector('[data-call=\"{call['id']}\"]'))")
    await pages.says(".drawer", f"{agent.username} 接听")
    await tab.until(
        "((one) => one && (one.focus(), one === document.activeElement))(document.querySelector('.player .primary'))"
    )
    await tab.press("Enter")  # a browser plays nothing that nobody pressed
    await tab.until("document.querySelector('.player audio')?.currentTime > 0.2")
    await pages.press("关闭", ".drawer")

    downloads = tmp_path / "downloads"
    await tab.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
    await pages.press("导出")
    sheets = await soon(lambda: _opened(downloads / "calls.xlsx"), "the export is saved")
    head, *rows = next(iter(sheets.values()))
    assert {"开始时间", "主叫"} <= set(head)
    assert any(citizen in row and "接通" in row for row in rows)

    await pages.go("报表")
    await pages.says(".reports", "接通率")
    await tab.until("document.querySelectorAll('.reports canvas').length >= 4")
    await pages.go("告警")
    await pages.press("确认", "[data-alarm]")
    await pages.says("tbody", boss)
    await pages.go("回拨")
    await pages.says("tbody", lost)


async def test_an_auditor_says_why_and_sees_what_was_done(people: People, pages: Pages, tab: Tab, admin: Api) -> None:
    citizen = people.new_number()
    people.citizen("12346", caller=citizen, fate=Fate(stays_s=0.5))
    ticket = people.ended(citizen)["ticket"]
    chief = people.user("supervisor")
    chief.get(f"/tickets/{ticket}")
    name = chief.get("/agents/me")["username"]
    auditor = people.user("auditor").get("/agents/me")["username"]
    await pages.log_in(auditor, PASSWORD)
    await pages.choose_password(PASSWORD, OWN_PASSWORD)
    await pages.go("工单")
    masked = f"{citizen[:3]}******{citizen[-2:]}"
    await pages.says(f"[data-ticket='{ticket}']", masked)
    await pages.fill("查看原因（填写后显示完整号码，并记入审计）", f"投诉复核 {ticket}", ".filters")
    await tab.press("Tab")
    await pages.says(f"[data-ticket='{ticket}']", citizen)
    await pages.go("审计")
    await pages.says("tbody", f"{name} 工单 {ticket}")
    await pages.says("tbody", f"投诉复核 {ticket}")
    await pages.says("tbody", auditor)


def _opened(path: Path) -> dict[str, list[list[object]]] | None:
    return read_xlsx(path.read_bytes()) if path.exists() else None
