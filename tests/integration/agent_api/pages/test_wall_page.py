"""The wall in a real Chromium: it lives, it says how old it is, and a room of two hundred is still read at a glance."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hotline.commands.telephone import Telephone
from hotline.domain.agents.agent import AgentBlock, AgentState
from hotline.domain.agents.desk import Left
from hotline.domain.agents.telephone import Trouble
from hotline.store.callbacks import callback_list
from hotline.store.engine import reading
from tests.parts.agent_api.browsing import NASTY, address, log_in
from tests.parts.agent_api.listening import beating, publish_wall
from tests.parts.agent_api.world import MORNING, World, leg, until
from tests.parts.browser import Tab
from tests.parts.pages.axe import assert_accessible

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # the wall comes from Redis

THRESHOLDS = {"waiting": 10, "wait_s": 60, "service_level": 0.9, "connection_rate": 0.95}


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
    await tab.until("document.querySelector('.wall.stale')")
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
        await tab.until("!document.querySelector('#slowed')")
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


def seat(place: int, state: AgentState = AgentState.TALKING, **fields: Any) -> dict[str, Any]:
    since = (datetime.now(UTC) - timedelta(seconds=30)).isoformat()
    known = {"username": f"a{place}", "name": f"Anna {place}", "extension": str(1001 + place), "state": state.value}
    return known | {"since": since, "reason": "", "call": None, "desk": True, "phone": None, "silent": None} | fields


async def test_what_is_beyond_the_thresholds_of_the_settings_is_marked(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor")
    today = {"offered": 100, "answered": 80, "missed": 20, "service_level": 0.91, "broad_rate": 0.94}
    async with beating(world, waiting=9, today=today, thresholds=THRESHOLDS) as shown:
        await log_in(world, tab, "chief")
        await tab.until("document.querySelector('.tile.warn .figure')?.textContent === '9'")
        await tab.reads("document.querySelector('.tile.good .figure').textContent", "91.0%")
        await tab.reads("document.querySelector('.tile.bad .figure').textContent", "94.0%")
        shown["waiting"] = 10
        await tab.until("document.querySelector('.tile.bad .figure').textContent === '10'")
    assert tab.problems == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_two_hundred_seats_are_squares_and_who_is_worth_a_look_is_named(
    world: World, tab: Tab, language: str
) -> None:
    world.add_person("chief", "supervisor")
    seats = [seat(place) for place in range(198)]
    seats += [seat(198, silent="agent"), seat(199, AgentState.READY, desk=False)]
    curve = {"since": MORNING.isoformat(), "step_s": 1800, "today": [3, 5, 8], "usual": [4.0] * 48}
    queues = [
        {"name": f"q{place}", "title": f"队列 {place}", "waiting": place, "longest_wait_s": 0.0, "talking": 1}
        | {"agents": {"ready": 1}, "today": {"offered": 1, "missed": 0, "service_level": 1.0}}
        for place in range(12)
    ]
    async with beating(world, seats=seats, curve=curve, queues=queues, thresholds=THRESHOLDS):
        await tab.open(address(world, f"/login?lang={language}"))
        await log_in(world, tab, "chief")
        await tab.size(1920, 1080)
        await tab.until("document.querySelectorAll('.mosaic i').length === 200")
        await tab.reads(
            "[...document.querySelectorAll('.looks b')].map((one) => one.textContent)", ["Anna 198", "Anna 199"]
        )
        await tab.reads("document.querySelectorAll('#queues tbody tr').length", 12)
        await tab.until("document.querySelector('.curve canvas')")
        fits = "(one) => one.getBoundingClientRect().bottom <= innerHeight"
        for width, height in ((1920, 1080), (1366, 768)):
            await tab.size(width, height)
            await tab.until(f"[...document.querySelectorAll('.wall .panel')].every({fits})")
        await tab.until("document.querySelector('#freshness.live')")
        await assert_accessible(tab)
    assert tab.problems == []


async def test_an_old_wall_says_how_old_it_is_and_comes_back_by_itself(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor")
    async with beating(world, waiting=3):
        await log_in(world, tab, "chief")
        await tab.until("document.querySelector('#freshness.live')")
    await tab.until("document.querySelector('#freshness.old')?.textContent.includes('数据停留')", 6)
    async with beating(world, waiting=4):
        await tab.until("document.querySelector('#freshness.live') && document.querySelector('#banner').hidden", 6)
        await tab.reads("document.querySelector('.tile .figure').textContent", "4")
    assert tab.problems == []
