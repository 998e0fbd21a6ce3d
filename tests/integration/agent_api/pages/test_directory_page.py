"""转接目录 and 公告 in a real browser: a supervisor edits them, and sees who does not pick up and how many ring."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from hotline.store.engine import writing
from hotline.store.tables import transfers
from tests.parts.agent_api.browsing import NASTY, address, log_in
from tests.parts.agent_api.world import World
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


NOTICE = "document.querySelector('.notices tr[data-notice]')"
ALL_THERE = "['#entries tr[data-key=water]', '#edits li', '#report *'].every((one) => document.querySelector(one))"


async def open_page(world: World, tab: Tab, language: str = "zh") -> None:
    world.add_person("boss", "supervisor")
    await log_in(world, tab, "boss")
    await tab.until("document.querySelector(\"a[href='/directory']\")")
    await tab.click("a[href='/directory']")
    await tab.until(f"location.pathname === '/directory' && {ALL_THERE}")
    if language != "zh":
        await tab.open(address(world, f"/directory?lang={language}"))
        await tab.until(f"document.documentElement.lang === '{language}' && {ALL_THERE}")


def text_of(selector: str) -> str:
    return f"document.querySelector('{selector}').innerText.replace(/\\s+/g, ' ')"


async def fill_in(tab: Tab, **fields: str) -> None:
    for field, value in fields.items():
        await tab.type_into(f"#{field}", value)


async def test_a_supervisor_adds_changes_and_removes_an_entry(world: World, tab: Tab) -> None:
    await open_page(world, tab)
    await fill_in(tab, key="heat", numbers="96309、04778331111", hours="08:00-12:00 14:00-18:00")
    await tab.type_into("#entry-name", NASTY)
    await tab.click("#note_required")
    await tab.click("#entry button.primary")
    said = f"11 {NASTY} 须填写说明 96309 → 04778331111 08:00-12:00 14:00-18:00"
    await tab.until(f"{text_of('tr[data-key=heat]')}.startsWith({said!r})")
    await tab.reads("document.querySelector('#key').value", "")
    await tab.click("tr[data-key=heat] .edit")
    await tab.reads("document.querySelector('#key').value", "heat")  # the form is that of the entry
    await fill_in(tab, code="50")
    await tab.type_into("#entry-name", "供热")
    await tab.click("#entry button.primary")
    await tab.until(f"{text_of('tr[data-key=heat]')}.startsWith('50 供热')")
    await tab.tells(text_of("#edits"), NASTY)
    await tab.run("window.confirm = () => true")
    await tab.click("tr[data-key=heat] .remove")
    await tab.until("!document.querySelector('tr[data-key=heat]')")
    await tab.until(f"{text_of('#edits li')}.endsWith('boss 删除 供热 96309 → 04778331111')")
    assert tab.problems == []


async def test_what_is_refused_is_said_and_stays_in_the_form(world: World, tab: Tab) -> None:
    await open_page(world, tab)
    await fill_in(tab, key="heat", numbers="12345")
    await tab.type_into("#entry-name", "供热")
    await tab.click("#entry button.primary")
    await tab.until("!document.querySelector('#entry-error').hidden")
    await tab.tells(text_of("#entry-error"), "hotline's own")
    await fill_in(tab, numbers="96309", code="10")
    await tab.click("#entry button.primary")
    await tab.until(f"{text_of('#entry-error')} === '标识或短码已被其他条目使用'")
    await tab.reads("document.querySelector('#key').value", "heat")


async def test_who_does_not_pick_up_stands_first(world: World, tab: Tab) -> None:
    world.add_call("node1-2.1")
    now = datetime.now(UTC)

    def add(name: str, number: int, wait_s: int | None, reason: str = "") -> None:
        row: dict[str, Any] = {"id": f"{name}{number}", "call": "node1-2.1", "agent": "anna", "mode": "blind"}
        row |= {"target": name, "name": name.title(), "numbers": [], "tried": [], "created_at": now, "started_at": now}
        row |= {"state": "completed", "reason": reason, "ended_at": now}
        row |= {"answered_at": now + timedelta(seconds=wait_s) if wait_s is not None else None}
        with writing(world.engine) as connection:
            connection.execute(insert(transfers).values(**row))

    for number in range(4):
        add("water", number, 10 + number)
        add("gas", number, 20 if number == 0 else None, "no_answer")
    await open_page(world, tab)
    await tab.until("document.querySelectorAll('#report tbody tr').length === 2")
    rows = await tab.run("[...document.querySelectorAll('#report tbody tr')].map((row) => row.innerText.trim())")
    assert [row.split() for row in rows] == [
        ["Gas", "4", "25%", "0:20", "0:20", "无人接听", "3"],
        ["Water", "4", "100%", "0:11", "0:13"],
    ]
    await tab.reads("document.querySelector('#report meter').value", 0.25)
    assert tab.problems == []


async def test_a_page_of_others_leads_to_ones_own(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    await log_in(world, tab, "anna")
    await tab.until("location.pathname === '/agent'")
    for page in ("/directory", "/wall"):
        await tab.open(address(world, page))
        await tab.until("location.pathname === '/agent' && document.querySelector('#recent h2')")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_no_page_is_wider_than_a_telephone(world: World, tab: Tab, language: str) -> None:
    world.add_person("anna", extension="1001")
    world.add_call("node1-1.1", agent="anna")
    await open_page(world, tab, language)
    await tab.size(390, 800)
    fits = "document.documentElement.scrollWidth <= 390"
    await tab.until(fits)
    for page, ready in (("/docs", ".operation"), ("/wall", "#tiles .tile")):
        await tab.open(address(world, page))
        await tab.until(f"location.pathname === '{page}' && document.querySelector('{ready}')")
        await tab.until(fits)
    await tab.click("#logout")
    await tab.until("document.querySelector('#login')")
    await log_in(world, tab, "anna")
    await tab.until("location.pathname === '/agent' && document.querySelector('#recent table')")
    await tab.until(fits)


async def test_in_english_too(world: World, tab: Tab) -> None:
    await open_page(world, tab, "en")
    await tab.reads("document.title", "Directory · 12345")
    await tab.reads(text_of("#report"), "No transfers in this time")


async def test_a_supervisor_writes_changes_and_removes_a_notice(world: World, tab: Tab) -> None:
    world.add_person("boss", "supervisor")
    await log_in(world, tab, "boss")
    await tab.until("document.querySelector(\"a[href='/notices']\")")
    await tab.click("a[href='/notices']")
    await tab.until("document.querySelector('#notice') && document.querySelector('.notices .empty')")
    await tab.type_into("#notice [name=title]", NASTY)
    await tab.type_into("#notice [name=text]", "城北片区停水")
    await tab.click("#notice button.primary")
    await tab.until(f"{NOTICE}?.innerText.includes({NASTY!r}) && {NOTICE}.innerText.includes('正在准备声音')")
    world.add_call("node1-1.9", notice=int(await tab.run(f"{NOTICE}.dataset.notice")))
    await tab.until(f"{NOTICE}?.querySelector('td.number').innerText === '1'")
    await tab.click(".notices tr[data-notice] .edit")
    await tab.until("document.querySelector('#notice [name=text]').value === '城北片区停水'")
    await tab.click("#notice [name=counts]")
    await tab.click("#notice button.primary")
    await tab.until(f"{NOTICE}.querySelector('td.number').innerText === ''")
    await tab.run("window.confirm = () => true")
    await tab.click(".notices tr[data-notice] .remove")
    await tab.until(f"!{NOTICE}")
    assert tab.problems == []
