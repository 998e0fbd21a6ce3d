"""回拨 on the agent's page after a reload, and what can be recorded later."""

import pytest

from hotline.domain.callbacks.callback import CallbackOutcome
from tests.parts.agent_api.browsing import NASTY, address, heard_all, log_in
from tests.parts.agent_api.callback_page import DIAL, OFFER, SAYS, at_desk, dial, has_status, offer, owe, pick_up
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import CITIZEN, OTHER_CITIZEN, World, until
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


@pytest.mark.parametrize("status", ["offered", "dialling", "reached"])
async def test_a_reload_brings_the_callback_back(world: World, tab: Tab, status: str) -> None:
    owed, ticket = owe(world)
    offer(world, owed)
    if status != "offered":
        await dial(world, owed, ticket)
        seat = b'{"anna": {"state": "talking", "since": "2026-11-20T01:00:00+00:00", "call": "%b", "reason": ""}}'
        await world.redis.set("hotline:agents", seat % DIAL.encode())
    if status == "reached":
        await pick_up(world, owed)
    await at_desk(world, tab)
    place = "#call" if status == "reached" else "#offer"
    await tab.until(f"document.querySelector('{place} .number')?.textContent === '{CITIZEN}'")
    await tab.until("document.querySelector('#offer .missed-calls')")
    await tab.reads("document.querySelector('#accept-callback') !== null", status == "offered")
    await tab.reads("document.querySelector('form.outcome') !== null", status == "reached")
    await tab.tells(OFFER, "排队已满")
    await tab.until("document.querySelector('#history .calls')")
    assert tab.problems == []


async def test_what_was_reached_before_can_still_be_recorded(world: World, tab: Tab) -> None:
    world.add_callback(status="reached", agent="anna")
    anna = await at_desk(world, tab)
    await tab.click("#mine button")
    await tab.until("document.activeElement.name === 'outcome'")
    await tab.click("[value=wrong_number]")
    await tab.click("form.outcome .primary")
    await tab.until("document.querySelector('#mine tbody').textContent.includes('号码无效')")
    assert [one["status"] for one in await anna.all_of("/callbacks")] == ["invalid"]


async def test_a_reload_after_the_talk_brings_the_form_back_with_what_was_written(world: World, tab: Tab) -> None:
    first = world.add_callback(status="reached", agent="anna")
    await at_desk(world, tab)
    await tab.click("#mine button")
    await tab.until("document.querySelector('form.outcome')")
    offered = "[...document.querySelectorAll('form.outcome [name=outcome]')].map((one) => one.value).sort()"
    await tab.reads(offered, sorted(one.value for one in CallbackOutcome))
    await tab.click("form.outcome [value=voicemail]")
    await tab.type_into("form.outcome textarea", "已留言")
    await tab.open(address(world, "/agent"))
    await tab.until(f"document.querySelector('form.outcome#outcome-{first}')")
    await tab.reads("document.querySelector('form.outcome :checked').value", "voicemail")
    await tab.reads("document.querySelector('form.outcome textarea').value", "已留言")
    world.change_callback(first, agent="ben")  # not theirs any more: nothing to be said of it
    await tab.open(address(world, "/agent?lang=zh"))
    await tab.until("document.querySelector('#mine h2') && location.search === '?lang=zh'")
    await tab.until("document.querySelector('form.outcome') === null")


async def test_a_refused_outcome_keeps_what_was_written(world: World, tab: Tab) -> None:
    owed = world.add_callback(status="reached", agent="anna")
    await at_desk(world, tab)
    await tab.click("#mine button")
    await tab.type_into("form.outcome textarea", "请明天再来电")
    world.change_callback(owed, status="invalid")
    await tab.click("form.outcome .primary")
    await tab.until("document.querySelector('form.outcome .error').textContent.includes('不能再登记')")
    await tab.reads("document.querySelector('form.outcome textarea').value", "请明天再来电")


async def test_a_new_offer_takes_no_unsent_outcome_away(world: World, tab: Tab) -> None:
    world.add_callback(OTHER_CITIZEN, status="reached", agent="anna")
    owed, _ = owe(world)
    await at_desk(world, tab)
    await tab.click("#mine button")
    await tab.type_into("form.outcome textarea", "还没有登记")
    offer(world, owed)
    await tell(world, "callback.offered", "anna", callback=owed, status="offered")
    await tab.until("document.querySelector('#accept-callback')")
    await heard_all(world, tab)
    await tab.reads("document.querySelector('form.outcome textarea').value", "还没有登记")
    await tab.tells("document.querySelector('form.outcome h3').textContent", OTHER_CITIZEN)


async def test_what_the_line_and_people_write_is_never_markup(world: World, tab: Tab) -> None:
    owed, ticket = owe(world, NASTY[:32], asked=True)
    anna = await at_desk(world, tab)
    await anna.ask("POST", f"/tickets/{ticket}/notes", {"text": NASTY})
    world.change_call("node1-1.1", queue=NASTY)
    await tab.click("#next-callback")
    await tab.until("document.querySelector('.notes p')")
    await tab.reads("document.querySelector('#offer .number').textContent", NASTY[:32])
    await tab.tells(OFFER, NASTY)
    await tab.reads("document.querySelector('.notes p').textContent", NASTY)
    await tab.click("#accept-callback")
    await until(has_status(anna, owed, "dialling"), "it is dialled")
    await dial(world, owed, ticket, NASTY[:32])
    await pick_up(world, owed)
    await tab.until("document.querySelector('form.outcome')")
    assert await tab.run("document.querySelectorAll('img').length") == 0
    assert await tab.run("document.title") != "broken"
    assert tab.problems == []


async def test_it_speaks_english_too(world: World, tab: Tab) -> None:
    owed, ticket = owe(world, asked=True)
    await at_desk(world, tab)
    await tab.open(address(world, "/agent?lang=en"))
    await tab.until("document.documentElement.lang === 'en' && document.querySelector('#mine h2')")
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#accept-callback')?.textContent === 'Accept and dial'")
    await tab.tells(OFFER, "hung up while waiting")
    await tab.click("#accept-callback")
    await tab.until(f"{SAYS}.startsWith('Pick up your phone')")
    await dial(world, owed, ticket)
    await pick_up(world, owed)
    await tab.until("document.querySelector('form.outcome')")
    await tab.until("!/[\u4e00-\u9fff]/.test(document.querySelector('#callback').innerText)")
    assert tab.problems == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_page_fits_a_small_screen(world: World, tab: Tab, language: str) -> None:
    owe(world, asked=True, urgent=True, attempts=3)
    world.add_callback(OTHER_CITIZEN, status="self_resolved", agent="anna")
    world.add_callback("13611112222", status="reached", agent="anna")
    world.add_call("node1-1.9", agent="anna")
    await tab.size(1280, 800)
    await at_desk(world, tab)
    await tab.open(address(world, f"/agent?lang={language}"))
    await tab.until(f"document.documentElement.lang.startsWith('{language}') && document.querySelector('#mine table')")
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#accept-callback') && document.querySelector('#content')")
    await tab.until("document.documentElement.scrollWidth <= 1280")
    cards = "[...document.querySelectorAll('.side > .card')].map((card) => card.getBoundingClientRect().right)"
    await tab.until(f"Math.max(...{cards}) <= document.querySelector('#ticket').getBoundingClientRect().left")
    await tab.until(
        "[...document.querySelectorAll('.side > .card')].every((one) => one.scrollWidth <= one.clientWidth)"
    )
    await tab.until("document.querySelector('#accept-callback').getBoundingClientRect().bottom <= 800")


async def test_who_has_no_phone_is_offered_no_callbacks(world: World, tab: Tab) -> None:
    world.add_person("anna")
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#banner')?.textContent.startsWith('您没有分机')")
    await tab.until("document.querySelector('#callback').hidden && document.querySelector('#mine').hidden")
