"""电话 on the agent's page: hold, hang up, and what the telephone refuses."""

import pytest

from hotline.commands.errors import CommandError, RefusedError, UnavailableError
from hotline.store.engine import writing
from hotline.store.tables import transfers as transfers_table
from tests.parts.agent_api.browsing import NASTY
from tests.parts.agent_api.config import HOTLINE
from tests.parts.agent_api.telephone_page import (
    CALL,
    DIRECTORY,
    ERROR,
    SAYS,
    WATER,
    Line,
    become,
    can_be_pressed,
    one_begun,
    rested,
    shown,
    state,
    talks,
    told,
)
from tests.parts.agent_api.world import World
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


@pytest.fixture
def hotline() -> str:
    return HOTLINE + DIRECTORY


async def test_hold_takes_the_citizen_aside_and_back(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.until(f"{can_be_pressed('#hold')} && !{can_be_pressed('#unhold')} && {can_be_pressed(WATER)}")
    await tab.run("document.querySelector('#hold').focus()")
    await tab.click("#hold")
    await told(line, 1)
    await state(world, "held")
    await tab.until(can_be_pressed("#unhold"))
    await tab.reads(SAYS, "市民已保持，取回后可转接")
    await tab.until(f"!{can_be_pressed(WATER)}")
    await tab.reads("document.activeElement.id", "telephone-title")  # a key held too long takes nobody back
    await rested(tab)
    await tab.click("#unhold")
    await told(line, 2)
    await state(world, "talking")
    await tab.until(can_be_pressed("#hold"))
    assert line.told == [("Redirect", "node1-1001"), ("Setvar T_BACK", "node1-1001")]
    assert tab.problems == []


async def test_hang_up_ends_the_call_and_the_number_field_is_back(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.until(f"!{shown('#dial-number')}")
    await tab.click("#hang-up")
    await told(line, 1)
    await state(world, "ended", outcome="answered")
    await tab.until(f"{shown('#dial-number')} && !{shown('#hang-up')}")
    assert line.told == [("Hangup", "node1-1001")]
    assert tab.problems == []


@pytest.mark.parametrize(
    ("problem", "said"),
    [(RefusedError, "电话系统现在不能执行，请重试"), (UnavailableError, "电话系统没有应答，请先确认通话状态再重试")],
)
async def test_what_the_telephone_refuses_is_said_in_words(
    world: World, tab: Tab, line: Line, problem: type[CommandError], said: str
) -> None:
    await talks(world, tab)
    line.problem = problem("Not now.")
    await tab.click(WATER)
    await tab.until(f"{ERROR} === '{said}'")
    await tab.until(can_be_pressed(WATER))
    await tab.until("!document.querySelector('#telephone').hasAttribute('aria-busy')")


async def test_what_changed_meanwhile_is_said_and_shown(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    world.change_call(CALL, state="held")
    await tab.click("#hold")
    await tab.until(f"{ERROR} === '通话状态已变化，未能执行' && {can_be_pressed('#unhold')}")


async def test_a_wrong_number_is_named_and_stays_to_be_mended(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.type_into("#transfer-number", "12345")
    await tab.click("#transfer-form .row button")
    await tab.until(f"{ERROR} === '请填写国内电话号码，且不是本热线的号码'")
    await tab.reads("document.querySelector('#transfer-number').value", "12345")


async def test_what_the_line_says_is_never_markup(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.click(WATER)
    transfer = await one_begun(world)
    with writing(world.engine) as connection:
        connection.execute(transfers_table.update().values(name=NASTY, target=NASTY[:32]))
    await become(world, transfer, "talking", tried=((NASTY, NASTY),))
    await tab.until("document.querySelector('#transfer').textContent.includes('onerror')")
    assert await tab.run("document.querySelectorAll('img').length") == 0
    assert await tab.run("document.title") != "broken"
    assert tab.problems == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_it_fits_a_small_screen_in_both_languages(world: World, tab: Tab, line: Line, language: str) -> None:
    await tab.size(1280, 800)
    await talks(world, tab, language)
    fits = "[...document.querySelectorAll('.side > .card')].every((one) => one.scrollWidth <= one.clientWidth)"
    await tab.until(f"document.documentElement.scrollWidth <= 1280 && {fits}")
    await tab.until("document.querySelector('#transfer-number').getBoundingClientRect().bottom <= 800")
    if language == "en":
        own_words = "[...document.querySelectorAll('#telephone-title, #in-call, .modes, .key .by, .key .tag')]"
        await tab.until(f"!/[\u4e00-\u9fff]/.test({own_words}.map((one) => one.innerText).join(''))")
    await tab.click(WATER)
    await become(world, await one_begun(world), "talking", tried=(("96300", "busy"),))
    await tab.until(can_be_pressed("#complete"))
    await tab.until(f"document.documentElement.scrollWidth <= 1280 && {fits}")
    await tab.until("document.querySelector('#complete').getBoundingClientRect().bottom <= 800")
    unnamed = (
        "[...document.querySelectorAll('#telephone button, #telephone input')].filter((one) => "
        "!one.innerText.trim() && !one.textContent.trim() && !one.ariaLabel && !one.closest('label'))"
    )
    await tab.reads(f"{unnamed}.length", 0)
    assert tab.problems == []
