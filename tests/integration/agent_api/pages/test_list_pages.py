"""通话, 工单, 回拨, 告警 and 审计 in a real browser: found by filters, opened, acted on, exported, recorded."""

import math
import struct
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline.settings.environment import Settings
from hotline.store.engine import reading, writing
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind
from hotline.store.tables import looks
from tests.parts.agent_api.browsing import NASTY, address, log_in
from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, World, leg
from tests.parts.browser import Tab
from tests.parts.pages.axe import assert_accessible

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

MASKED = "138******78"


def seen(world: World, what: str) -> list[Any]:
    with reading(world.engine) as connection:
        return list(connection.execute(select(looks).where(looks.c.what == what).order_by(looks.c.id)))


def text_of(selector: str) -> str:
    return f"document.querySelector('{selector}')?.innerText.replace(/\\s+/g, ' ')"


async def open_page(world: World, tab: Tab, path: str, role: str = "supervisor") -> None:
    world.add_person("boss", role, name="Boss")
    await log_in(world, tab, "boss")
    await tab.until("location.pathname !== '/login'")
    await tab.open(address(world, path))


def record(settings: Settings, name: str, seconds: int = 3) -> None:
    """A tone that grows, as Asterisk writes a recording."""
    path = settings.paths.recordings / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        loud = range(seconds * 8000)
        file.writeframes(b"".join(struct.pack("<h", int(n * math.sin(n / 3) / seconds)) for n in loud))


async def test_a_call_is_found_and_its_whole_story_is_shown(world: World, tab: Tab, settings: Settings) -> None:
    record(settings, "2026/one.wav")
    number = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")], recording="2026/one.wav")
    world.add_missed("node1-1.2", None, caller=OTHER_CITIZEN, started_at=MORNING + timedelta(minutes=1))
    world.change_ticket(number, subject=NASTY, content="路灯不亮")
    await open_page(world, tab, "/calls")
    await tab.reads("document.querySelectorAll('tbody tr').length", 2)
    await tab.run(
        "(one => (one.value = 'answered', one.dispatchEvent(new Event('change', {bubbles: true}))))"
        "(document.querySelector('select[name=outcome]'))"
    )
    await tab.reads("document.querySelectorAll('tbody tr').length", 1)
    await tab.reads("location.search", "?outcome=answered")
    await tab.run("document.querySelector('tbody tr').focus()")
    await tab.press("Enter")
    await tab.until("location.pathname === '/calls/node1-1.1'")
    await tab.tells(text_of(".drawer"), "anna 接听")
    await tab.tells(text_of(".drawer"), NASTY)
    await tab.tells(text_of(".drawer"), CITIZEN)
    await tab.click(".player .primary")
    await tab.until("document.querySelector('.wave .heard, .wave path')")
    await tab.until("document.querySelector('.player audio').duration === 3")
    await tab.until("document.querySelector('.wave svg path:last-child').getAttribute('d').length > 500")
    assert [(look.username, look.subject) for look in seen(world, "recording")] == [("boss", "node1-1.1")]
    await assert_accessible(tab)
    await tab.press("Escape")
    await tab.until("location.pathname === '/calls' && location.search === '?outcome=answered'")
    assert tab.problems == []


async def test_an_auditor_sees_a_number_for_a_reason_and_exports_it(world: World, tab: Tab) -> None:
    number = world.add_call("node1-1.1", agent="anna")
    await open_page(world, tab, "/tickets", "auditor")
    await tab.tells(text_of(f'tr[data-ticket="{number}"]'), MASKED)
    await tab.type_into("input[name=reason]", "complaint 7")
    await tab.press("Tab")
    await tab.tells(text_of(f'tr[data-ticket="{number}"]'), CITIZEN)
    await tab.click(".export-format + .button")
    await tab.until("!document.querySelector('.export-format + .button').disabled")
    (look,) = seen(world, "export")
    assert (look.subject, look.reason, look.hits, look.full_number) == ("tickets.xlsx", "complaint 7", 1, True)
    await tab.open(address(world, "/audit?tab=exports"))
    await tab.tells(text_of("tbody"), "tickets.xlsx")
    await tab.tells(text_of("tbody"), "complaint 7")
    await assert_accessible(tab)
    assert tab.problems == []


async def test_a_supervisor_orders_callbacks(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001", wish="ready")
    later = datetime.now(UTC) + timedelta(hours=1)
    one = world.add_callback(next_at=later, urgent=True)
    world.add_missed("node1-1.1", one, wait_s=42.0)
    world.add_callback(OTHER_CITIZEN, "reached")
    await open_page(world, tab, "/callbacks?status=open")
    await tab.reads("document.querySelectorAll('tbody tr').length", 1)
    await tab.tells(text_of("tbody"), "未到下次回拨时间")
    await tab.click("tbody tr")
    await tab.tells(text_of(".drawer"), "排队中挂断")
    await tab.click(".drawer .button.primary")
    await tab.tells(text_of(".drawer"), "置顶")
    await tab.until("!document.querySelector('tbody').innerText.includes('未到下次')")
    await tab.click(".drawer .row .button:nth-of-type(2)")
    await tab.until("document.querySelector('select[name=assign] option[value=anna]')")
    await tab.run(
        "(one => (one.value = 'anna', one.dispatchEvent(new Event('change', {bubbles: true}))))"
        "(document.querySelector('select[name=assign]'))"
    )
    await tab.click(".drawer .row .button.primary")
    await tab.tells(text_of(".drawer .facts"), "指定给 anna")
    await assert_accessible(tab)
    await tab.click(".drawer .button.danger")
    await tab.type_into("input[name=cancel-reason]", "市民已来现场")
    await tab.click(".drawer form .button.danger")
    await tab.tells(text_of(".drawer .facts"), "市民已来现场")
    await tab.reads("document.querySelectorAll('.list-page tbody tr').length", 0)
    assert tab.problems == []


async def test_an_alarm_is_acknowledged_once(world: World, tab: Tab) -> None:
    with writing(world.engine) as connection:
        alarms.begin(connection, AlarmKind.NOBODY_READY, "hotline", MORNING)
    await open_page(world, tab, "/alarms?lang=en")
    await tab.tells(text_of("tbody"), "Nobody takes calls of this queue hotline on")
    await assert_accessible(tab)
    await tab.click("tbody .button")
    await tab.tells(text_of("tbody"), "boss, ")
    await tab.reads("document.querySelectorAll('tbody .button').length", 0)
    assert tab.problems == []


async def test_an_admin_reads_who_looked_and_who_acted(world: World, tab: Tab, tmp_path: Path) -> None:
    number = world.add_call("node1-1.1")
    chief = await world.person("chief", "supervisor")
    await chief.get(f"/tickets/{number}", reason="case 7")
    await chief.ask("POST", f"/callbacks/{world.add_callback(next_at=MORNING)}/first")
    await open_page(world, tab, "/audit", "admin")
    await tab.tells(text_of("tbody"), f"chief 工单 {number} 已显示 case 7")
    await tab.click("[role=tab]:nth-child(3)")
    await tab.tells(text_of("tbody"), "回拨置顶 chief")
    await tab.click("[role=tab]:nth-child(4)")
    await tab.tells(text_of(".audit"), "没有符合条件的记录")
    assert tab.problems == []
