"""人员, 现场 and 设置 in a real browser, beside a real Asterisk: what is pressed there happens on the telephone."""

from collections.abc import Iterator

import pytest

from hotline.domain.agents.phone import sip_ha1
from tests.parts.api import Api
from tests.parts.browser import browser, new_tab
from tests.parts.lines import number_of
from tests.parts.pages.axe import assert_accessible
from tests.parts.pages.by_name import Pages
from tests.parts.people import PASSWORD, People
from tests.parts.wait import until

OWN = "a secret of mine alone"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with browser(tmp_path_factory.mktemp("supervisors") / "profile") as address:
        yield address


async def test_an_agent_is_made_chooses_a_password_and_their_telephone_is_set_up(
    people: People, chromium: str, admin: Api
) -> None:
    extension = "7901"
    async with new_tab(chromium) as tab:
        pages = Pages(tab, people.hotline)
        await tab.size(1366, 768)
        await pages.log_in("admin", "correct horse battery")
        await pages.open("/people")
        await pages.press("新建座席")
        for label, value in (("用户名", "wangfang"), ("姓名", "王芳"), ("分机", extension), ("登录密码", PASSWORD)):
            await pages.fill(label, value)
        await pages.tick("busy")
        await pages.press("保存", "dialog")
        await tab.until("document.querySelector('#secret') && document.querySelector('img.qr')")
        await assert_accessible(tab)
        secret = await tab.run("document.querySelector('#secret').innerText")
        made = admin.get("/agents/wangfang")
        assert (made["name"], made["queues"], made["must_change_password"]) == ("王芳", ["busy"], True)
        linphone = admin.post("/agents/wangfang/telephone")
        xml = admin.get(linphone["url"].partition("/api/v1")[2]).decode()
        assert sip_ha1(extension, secret) in xml
        assert f"sip:{extension}@127.0.0.1" in xml
        await pages.press("关闭", "dialog .telephone-settings, dialog")
        await tab.until("document.querySelector('[data-username=wangfang]').innerText.includes('首次登录待改密码')")
        assert tab.problems == []
    async with new_tab(chromium) as tab:
        pages = Pages(tab, people.hotline)
        await pages.log_in("wangfang", PASSWORD)
        await tab.until("document.querySelector('#first-password')")
        await assert_accessible(tab)
        await pages.choose_password(PASSWORD, OWN)
        await tab.until("document.querySelector('#recent h2')")  # drawn when the page hears of events
        admin.put("/agents/wangfang/state", {"state": "paused", "reason": "开会"})
        for _ in "when it happens", "after a reload":
            await tab.tells("document.querySelector('#advice')?.innerText", "admin 把您的状态设为「小休」：开会")
            await pages.open("/agent")
    assert not admin.get("/agents/wangfang")["must_change_password"]
    admin.delete("/agents/wangfang")


async def test_sign_out_and_end_call_reach_asterisk(people: People, chromium: str) -> None:
    agent, waiting = people.agent("busy"), people.new_number()
    citizen = people.new_number()
    boss = people.user("supervisor")
    username = boss.get("/agents/me")["username"]
    row = f"tr[data-agent={agent.username}]"
    async with new_tab(chromium) as tab:
        pages = Pages(tab, people.hotline)
        await tab.size(1366, 768)
        await pages.log_in(username, PASSWORD)
        await pages.choose_password(PASSWORD, OWN)
        await pages.open("/room")
        await tab.tells(f"document.querySelector('{row}')?.innerText", "就绪")
        people.citizen(number_of("busy"), caller=citizen)
        agent.until_talking(citizen)
        people.citizen(number_of("busy"), caller=waiting)
        await tab.tells(f"document.querySelector('{row}')?.innerText", citizen)
        await tab.tells("document.querySelector('.calls')?.innerText", waiting)
        await assert_accessible(tab)

        await tab.type_into("#reason", "到前台来")
        await pages.press("签出", row)
        told = agent.screen.wait_for("agent.forced")
        assert (told["state"], told["reason"]) == ("offline", "到前台来")
        until(lambda: f"PJSIP/{agent.extension}" not in people.hotline.asterisk.cli("queue show busy"), "no member")

        await pages.press("强拆", row)
        await tab.until("document.querySelector('#end-reason')")
        await tab.type_into("#end-reason", "骚扰电话")
        await pages.press("强拆", "dialog")
        assert people.ended(citizen)["forced_end"]["reason"] == "骚扰电话"
        until(lambda: not any(call.is_talking for call in agent.calls), "the telephone is quiet", 2)
        await pages.press("示闲", row)
        until(lambda: f"PJSIP/{agent.extension}" in people.hotline.asterisk.cli("queue show busy"), "a member")
        agent.until_talking(waiting)
        assert tab.problems == []


async def test_every_page_can_be_used_by_everybody_in_both_languages(people: People, chromium: str) -> None:
    people.agent("busy")
    async with new_tab(chromium) as tab:
        pages = Pages(tab, people.hotline)
        await tab.size(1366, 768)
        await pages.log_in("admin", "correct horse battery")
        for path, ready in (
            ("/room", "tr[data-agent]"),
            ("/people", "tr[data-username]"),
            ("/people?tab=matrix", ".matrix input"),
            ("/people?tab=import", "#file"),
            ("/settings", ".settings table"),
        ):
            for language in ("en", "zh"):
                await pages.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
                await tab.until(f"document.documentElement.lang.startsWith('{language}') && {_there(ready)}")
                await assert_accessible(tab)
        assert tab.problems == []


def _there(selector: str) -> str:
    return f"document.querySelector('{selector}')"
