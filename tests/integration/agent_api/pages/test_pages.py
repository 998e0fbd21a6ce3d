"""The pages in a real browser, as agents and supervisors use them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from hotline.commands.telephone import Telephone
from hotline.domain.agents.agent import AgentBlock
from hotline.domain.agents.desk import Left
from hotline.domain.agents.telephone import Trouble
from hotline.store.callbacks import callback_list
from hotline.store.engine import reading
from tests.parts.agent_api.browsing import NASTY, address, log_in
from tests.parts.agent_api.listening import beating, publish_wall, tell
from tests.parts.agent_api.world import CITIZEN, MORNING, World, leg, until
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
    await tab.run("document.querySelector('#content').dispatchEvent(new Event('input'))")
    world.add_call("node1-2.2", caller="13987654321", legs=[leg("anna", answered=False)], **live)
    await tell(world, "call.ringing", "anna", "node1-2.2")
    await tab.until("document.querySelector('.tab.on').textContent === '本次工单 20261121-00002'")
    await tab.reads("document.querySelector('.number').textContent", "13987654321")
    assert (await anna.get(f"/tickets/{first}"))["content"] == "还没有保存"


async def test_what_cannot_be_saved_when_the_next_call_comes_waits_in_its_tab(world: World, tab: Tab) -> None:
    await world.person("anna", extension="1001")
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None}
    first = world.add_call("node1-2.1", legs=[leg("anna", answered=False)], **live)
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent h2')")
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until("document.querySelector('#content')")
    await tab.type_into("#content", "还没有保存")
    broken = "(to, how) => how.method === 'PATCH' ? Promise.reject(new TypeError('no network')) : real(to, how)"
    await tab.run(f"window.real = fetch, window.fetch = {broken}, true")
    world.add_call("node1-2.2", caller="13987654321", legs=[leg("anna", answered=False)], **live)
    await tell(world, "call.ringing", "anna", "node1-2.2")
    await tab.until("document.querySelector('.tab.on').textContent === '本次工单 20261121-00002'")
    await tab.run("window.fetch = real; document.querySelector('.tab:not(.on)').click()")
    await tab.until(f"document.querySelector('.tab.on').textContent.includes('{first}')")
    await tab.reads("document.querySelector('#content').value", "还没有保存")
    await tab.reads("document.querySelector('#saved').textContent", "未保存")


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


async def test_a_wrong_password_is_said_in_the_readers_language(world: World, tab: Tab) -> None:
    world.add_person("anna")
    await log_in(world, tab, "anna", "wrong")
    await tab.until("document.querySelector('#error').textContent === '用户名或密码不正确'")
    await tab.open(address(world, "/login?lang=en"))
    await tab.until("document.documentElement.lang === 'en'")
    await tab.open(address(world, "/"))  # the choice stays
    await tab.until("document.querySelector('#login button')?.textContent === 'Log in'")


async def test_the_wall_lives_and_says_when_it_may_be_old(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor")
    seat = {"username": "anna", "name": NASTY, "extension": "1001", "state": "talking", "call": "node1-1.1"}
    seats = [seat | {"since": "2026-11-20T01:00:00+00:00", "reason": ""}]
    await tab.size(1920, 1080)
    async with beating(world, waiting=3, seats=seats) as shown:
        await log_in(world, tab, "chief")
        await tab.until("document.querySelector('.tile .figure')?.textContent === '3'")
        await tab.until("document.querySelector('#banner').hidden")
        await tab.reads("document.querySelector('.seat b').textContent", NASTY)
        await tab.reads("document.querySelectorAll('.count').length", 6)
        await tab.tells("document.querySelector('#tiles').textContent", "接通率（15秒）")
        shown["waiting"] = 12
        await publish_wall(world, **shown)
        await tab.until("document.querySelector('.tile .figure').textContent === '12'", 2)
    await tab.until("document.querySelector('#banner').textContent.includes('数据可能已过期')", 4)
    await tab.until("document.body.classList.contains('stale')")
    await tab.until("document.documentElement.scrollWidth <= 1920")
    assert await tab.run("document.title") != "broken"
    assert tab.problems == []


async def test_the_wall_shows_what_is_owed_and_todays_rates_when_it_knows_them(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor")
    owed: dict[str, Any] = {"owed": 7, "oldest_s": 125.0}
    async with beating(world, callbacks=owed) as shown:
        await log_in(world, tab, "chief")
        await tab.until("document.querySelector('.tile:last-child .figure')?.textContent === '7'")
        await tab.reads("document.querySelector('.tile:last-child').textContent", "待回拨7最早 2:05")
        counts = {"callbacks": 20, "tried": 18, "reached": 15, "self_resolved": 2}
        shown["callbacks"] = owed | {"today": counts | {"callback_rate": 0.9, "reach_rate": None}}
        await tab.until("document.querySelector('.tile:last-child').textContent.includes('回拨率 90.0%')")
        await tab.tells("document.querySelector('.tile:last-child').textContent", "回拨接通率 —")
    assert tab.problems == []


async def released(world: World, callback: int) -> bool:
    with reading(world.engine) as connection:
        row = callback_list.get(connection, callback)
    return row is not None and row.brake == "released"


async def test_a_supervisor_at_the_wall_releases_what_a_burst_has_slowed(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor")
    slowed = world.add_callback(next_at=MORNING.replace(year=2099), brake="slowed")
    async with beating(world, callbacks={"owed": 1, "oldest_s": 60.0, "slowed": 1}) as shown:
        await log_in(world, tab, "chief")
        await tab.until("document.querySelector('#slowed-says')?.textContent.includes('1 个突增回拨已放缓')")
        await tab.run("window.confirm = () => true; document.querySelector('#release-slowed').click()")
        await until(lambda: released(world, slowed), "a callback that is released")
        shown["callbacks"] = {"owed": 1, "oldest_s": 60.0, "slowed": 0}
        await tab.until("document.querySelector('#slowed').hidden")
    assert tab.problems == []


async def test_a_supervisor_at_the_wall_sees_a_silent_telephone_and_returns_its_citizen(
    world: World, tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[str] = []

    async def send(_: Telephone, *actions: Any) -> None:
        moved.extend(str(dict(action)["Channel"]) for action in actions if dict(action)["Action"] == "Hangup")

    monkeypatch.setattr(Telephone, "send", send)
    world.add_person("chief", "supervisor")
    world.add_person("anna", extension="1001")
    parts: dict[str, Any] = {"state": "talking", "outcome": None, "ended_at": None, "citizen": "node1-9.1"}
    world.add_call("node1-1.1", legs=[leg("anna")], agent="anna", **parts)
    seat = {"username": "anna", "name": NASTY, "extension": "1001", "state": "talking", "call": "node1-1.1"}
    seat |= {"since": "2026-11-20T01:00:00+00:00", "reason": ""}
    async with beating(world, seats=[seat | {"silent": "citizen"}]) as shown:
        await log_in(world, tab, "chief")
        await tab.until("document.querySelector('.seat .silent')?.textContent === '市民无声音'")
        await tab.reads("document.querySelector('.seat button')", None)
        shown["seats"] = [seat | {"silent": "agent"}]
        await tab.until("document.querySelector('.seat .silent').textContent === '话机无声音'")
        await tab.run("window.confirm = () => true; window.button = document.querySelector('.seat button')")
        shown["waiting"] = 5
        await tab.until("document.querySelector('.tile .figure').textContent === '5'")
        assert await tab.run("window.button.isConnected")  # a click needs a button that stays
        await tab.click(".seat button")

        async def is_moved() -> bool:
            return moved == ["node1-1001"]

        await until(is_moved, "the citizen is moved")
        shown["seats"] = [seat | {"silent": None}]
        await tab.until("!document.querySelector('.seat .silent')")
    assert tab.problems == []


async def test_who_is_not_logged_in_is_led_to_the_door(world: World, tab: Tab) -> None:
    await tab.open(address(world, "/wall"))
    await tab.until("location.pathname === '/login' && document.querySelector('#login')")


async def test_logging_out_leads_to_the_door_and_the_token_is_gone(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    await log_in(world, tab, "anna")
    await tab.until("location.pathname === '/agent' && document.querySelector('#recent h2')")
    await tab.click("#logout")
    await tab.until("location.pathname === '/login' && localStorage.length === 0")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_why_somebody_takes_no_calls_is_not_cut_off_on_a_small_wall(
    world: World, tab: Tab, language: str
) -> None:
    world.add_person("chief", "supervisor")
    await log_in(world, tab, "chief")
    await tab.until("location.pathname === '/wall'")
    reasons: list[tuple[str, Any]] = [("phone", {"trouble": trouble.value}) for trouble in Trouble]
    reasons += [(reason.value, None) for reason in (*AgentBlock, *Left)]
    common = {"since": MORNING.isoformat(), "call": None, "desk": False, "silent": None, "extension": "1001"}
    seats = [
        {"username": f"a{place}", "name": "Anna", "state": "offline", "reason": reason, "phone": phone, **common}
        for place, (reason, phone) in enumerate(reasons)
    ]
    async with beating(world, seats=seats):
        await tab.size(1366, 768)
        await tab.open(address(world, f"/wall?lang={language}"))
        await tab.until(f"document.querySelectorAll('.seat .what').length === {len(seats)}")
        cut = "(one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1"
        await tab.reads(
            f"[...document.querySelectorAll('.seat .what')].filter({cut}).map((one) => one.textContent)", []
        )


@pytest.mark.parametrize("path", ["/agent", "/wall", "/directory", "/account"])
async def test_a_page_without_a_log_in_leads_to_the_door_and_does_no_more(world: World, tab: Tab, path: str) -> None:
    await tab.open(address(world, path))
    await tab.until("location.pathname === '/login' && document.querySelector('#enter')?.disabled === false")
    assert tab.problems == []


@pytest.mark.parametrize(
    ("role", "path", "home"),
    [("auditor", "/agent", "/docs"), ("supervisor", "/agent", "/wall"), ("agent", "/directory", "/agent")],
)
async def test_a_page_for_others_leads_everybody_home(world: World, tab: Tab, role: str, path: str, home: str) -> None:
    world.add_person("anna", role)
    await log_in(world, tab, "anna")
    await tab.until(f"location.pathname === '{home}' && document.readyState === 'complete'")
    await tab.open(address(world, path))
    await tab.until(f"location.pathname === '{home}' && document.readyState === 'complete'")
    assert tab.problems == []


async def test_a_supervisor_with_a_telephone_works_at_a_desk_too(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor", extension="1000")
    await log_in(world, tab, "chief")
    await tab.until("location.pathname === '/wall' && !document.querySelector('#to-agent').hidden")
    await tab.click("#to-agent")
    await tab.until("location.pathname === '/agent' && document.querySelector('#recent h2')")


async def test_every_address_has_our_icon(world: World, tab: Tab) -> None:
    reply = await world.nobody.ask("GET", "//favicon.ico")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/svg+xml")
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    await tab.open(address(world, "/favicon.ico"))
    await tab.until("document.documentElement.localName === 'svg' && document.querySelector('path')")


async def test_the_docs_show_every_route(world: World, tab: Tab) -> None:
    await tab.open(address(world, "/docs"))
    await tab.until("document.querySelectorAll('.operation').length > 20")
    assert "[object" not in await tab.run("document.body.textContent")
    assert tab.problems == []


@pytest.mark.parametrize("path", ["/", "/agent", "/wall", "/docs"])
async def test_a_page_holds_no_script_of_its_own_and_loads_nothing_from_elsewhere(world: World, path: str) -> None:
    page = (await world.nobody.ask("GET", f"/{path}")).body.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)|\son\w+=|style=|https?://", page)


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/static/no.js"])
async def test_nothing_but_what_is_meant_to_be_seen_is_given_out(world: World, path: str) -> None:
    assert (await world.nobody.ask("GET", f"/{path}")).status in (403, 404)
