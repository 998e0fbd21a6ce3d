"""转接 on the agent's page: the one-key transfer and what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.parts.agent_api.browsing import address
from tests.parts.agent_api.config import HOTLINE
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.telephone_page import (
    CALL,
    DIRECTORY,
    ERROR,
    LIVE,
    POLICE,
    SAYS,
    WATER,
    Line,
    become,
    begun,
    can_be_pressed,
    hold_time,
    one_begun,
    rested,
    shown,
    state,
    talks,
    time_passes,
    told,
)
from tests.parts.agent_api.world import CITIZEN, OTHER_CITIZEN, World, leg
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


@pytest.fixture
def hotline() -> str:
    return HOTLINE + DIRECTORY


async def test_one_key_consults_and_the_agent_completes(world: World, tab: Tab, line: Line) -> None:
    ticket = await talks(world, tab)
    await tab.type_into("#note", "还在写")
    await tab.reads(f"document.querySelector('{WATER}').innerText.replace(/\\s+/g, ' ')", "水务热线 96300 · 协商 · ⌨10")
    await tab.click(WATER)
    transfer = await one_begun(world)
    await tab.until(f"{SAYS} === '正在呼叫对方，市民在听音乐'")
    await tab.tells("document.querySelector('#transfer').textContent", "96300")
    await tab.tells("document.querySelector('#transfer').textContent", "拨号中")
    await tab.until(f"{can_be_pressed('#take-back')} && !{can_be_pressed('#complete')} && !{shown('#keys')}")
    await state(world, "held")
    await become(world, transfer, "dialling", tried=(("96300", "busy"),))
    await tab.until("document.querySelector('#transfer').textContent.includes('96300 占线')")
    await tab.tells("document.querySelector('#transfer .target').textContent", "04778330000")
    await tab.until(f"!{can_be_pressed('#hold')} && !{can_be_pressed('#unhold')}")
    await become(world, transfer, "talking", tried=(("96300", "busy"),))
    await tab.until(can_be_pressed("#complete"))
    await tab.reads(SAYS, "您正与对方通话，市民在听音乐")
    await rested(tab)
    await tab.click("#complete")
    await told(line, 2)
    assert line.told[-1] == ("Hangup", "node1-1001")
    await become(world, transfer, "completed", tried=(("96300", "busy"),))
    await state(world, "talking", legs=[leg("anna") | {"ended_at": datetime.now(UTC)}])
    await tab.until(f"{SAYS} === '水务热线 · 已转接' && {shown('#dial-number')}")
    await tab.tells("document.querySelector('#call h2').textContent", "您已离开")
    await tab.tells("document.querySelector('#transfers').textContent", "水务热线协商已转接")
    await tab.tells("document.querySelector('.tab.on').textContent", ticket)
    await tab.reads("document.querySelector('#note').value", "还在写")
    assert [one["mode"] for one in begun(world)] == ["consult"]
    assert tab.problems == []


@pytest.mark.parametrize(
    ("value", "reason", "said"),
    [
        ("returned", "busy", "水务热线 · 占线，市民已回到您的通话"),
        ("returned", "no_answer", "水务热线 · 无人接听，市民已回到您的通话"),
        ("returned", "network", "水务热线 · 网络未能接通，市民已回到您的通话"),
        ("cancelled", "", "水务热线 · 市民已取回"),
        ("cancelled", "target_left", "水务热线 · 对方已挂断，市民已取回"),
        ("failed", "citizen_left", "水务热线 · 市民已挂断，转接未完成"),
    ],
)
async def test_why_it_came_back_is_said_in_words(
    world: World, tab: Tab, line: Line, value: str, reason: str, said: str
) -> None:
    await talks(world, tab)
    await tab.click(WATER)
    await become(world, await one_begun(world), value, reason, (("96300", reason),) if value == "returned" else ())
    await tab.until(f"{SAYS} === '{said}'")
    await tab.until(can_be_pressed(WATER))
    await tab.tells("document.querySelector('#transfers').textContent", said.partition(" · ")[2])
    assert tab.problems == []


@pytest.mark.parametrize("target", ["", "carrier-00000003"])
async def test_the_citizen_is_taken_back(world: World, tab: Tab, line: Line, target: str) -> None:
    await talks(world, tab)
    await tab.click(WATER)
    transfer = await one_begun(world)
    line.target = target
    commands = [("Setvar T_OFF", LIVE["citizen"]), *([("Hangup", f"PJSIP/{target}")] if target else [])]
    await tab.until(shown("#take-back"))
    await rested(tab)
    await tab.click("#take-back")
    await told(line, 1 + len(commands))
    await become(world, transfer, "cancelled")
    await tab.until(f"{SAYS} === '水务热线 · 市民已取回'")
    assert line.told[1:] == commands


async def test_an_emergency_is_three_way_unless_the_agent_chooses(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.reads(
        f"document.querySelector('{POLICE}').innerText.replace(/\\s+/g, ' ')", "110 报警 紧急 110 · 三方 · ⌨11"
    )
    await tab.click(POLICE)
    transfer = await one_begun(world)
    await become(world, transfer, "talking")
    await tab.until(f"{SAYS} === '三方通话中'")
    await become(world, transfer, "cancelled", "target_left")
    await tab.until(can_be_pressed(POLICE))
    await rested(tab)  # what the answer to the first does to the modes is done
    await tab.click("[name=mode][value=consult]")
    await tab.tells(f"document.querySelector('{POLICE}').textContent", "协商")
    await tab.click(POLICE)
    await told(line, 2)
    assert [one["mode"] for one in begun(world)] == ["three_way", "consult"]


async def test_a_number_of_ones_own_goes_blind(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.click("[name=mode][value=blind]")
    await tab.type_into("#transfer-number", OTHER_CITIZEN)
    await tab.click("#transfer-form .row button")
    transfer = await one_begun(world)
    await tab.until(f"document.querySelector('#transfer .target').textContent === '{OTHER_CITIZEN}'")
    await tab.until(f"!{shown('#take-back')}")
    assert (begun(world)[0]["mode"], begun(world)[0]["target"]) == ("blind", OTHER_CITIZEN)
    await state(world, "held", legs=[leg("anna") | {"ended_at": datetime.now(UTC)}])
    await tab.until(shown("#dial-number"))
    await tab.tells(SAYS, "您已退出")
    await become(world, transfer, "completed")
    await tab.until(f"{SAYS} === '{OTHER_CITIZEN} · 已转接'")
    assert tab.problems == []


async def test_a_blind_transfer_that_came_back_rings_and_says_why(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.click("[name=mode][value=blind]")
    await tab.reads(SAYS, "直接转 · 您立即退出，对方接听后与市民通话")
    await tab.click(WATER)
    transfer = await one_begun(world)
    gone = leg("anna") | {"ended_at": datetime.now(UTC)}
    await state(world, "held", legs=[gone])
    await tab.until(shown("#dial-number"))
    await become(world, transfer, "returned", "busy", (("96300", "busy"),))
    world.change_call(CALL, state="queued", legs=[gone, leg("anna", answered=False)])
    await tell(world, "call.ringing", "anna", CALL)
    await tab.until(f"document.title === '☎ {CITIZEN}'")
    await tab.reads(SAYS, "水务热线 · 占线，市民已回到您的通话")
    assert tab.problems == []


async def test_what_is_typed_finds_the_key(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.type_into("#transfer-number", "水务")
    await tab.until(f"{shown(WATER)} && !{shown(POLICE)}")
    await tab.type_into("#transfer-number", "13")
    await tab.until(f"{shown(WATER)} && {shown(POLICE)}")


async def test_a_double_click_sends_one_request(world: World, tab: Tab, line: Line) -> None:
    line.slow_s = 0.05
    await tab.size(1366, 768)
    await talks(world, tab)
    where = await tab.run(
        f"(({{x, y}}) => [x + 10, y + 10])(document.querySelector('{WATER}').getBoundingClientRect())"
    )
    await tab.run("void ((now) => (Date.now = () => now))(Date.now())")  # the second click follows soon

    async def click(count: int) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            at = {"x": where[0], "y": where[1], "button": "left", "clickCount": count}
            await tab.call("Input.dispatchMouseEvent", type=kind, **at)

    await click(1)
    await one_begun(world)
    await tab.until(f"{shown('#transfer')} && !document.querySelector('#telephone').hasAttribute('aria-busy')")
    await click(2)
    assert len(begun(world)) == 1
    assert line.told == [("Redirect", "node1-1001")]
    await tab.until(f"{ERROR} === ''")


async def test_a_transfer_that_nothing_is_seen_of_stands_in_nobodys_way(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await hold_time(tab)
    await tab.click(WATER)
    await tab.until(shown("#transfer"))
    await time_passes(tab)
    await tab.until(f"{ERROR} === '转接没有开始，请重试' && {can_be_pressed(WATER)}")
    assert tab.problems == []


@pytest.mark.parametrize("value", ["dialling", "talking"])
async def test_a_reload_in_the_middle_of_a_transfer_brings_it_back(
    world: World, tab: Tab, line: Line, value: str
) -> None:
    await talks(world, tab)
    await tab.click(WATER)
    await become(world, await one_begun(world), value)
    await state(world, "held")
    await tab.open(address(world, "/agent?lang=zh"))
    await tab.until(f"location.search && document.querySelector('#transfer') && {shown('#transfer')}")
    await tab.tells("document.querySelector('#transfer .target').textContent", "水务热线")
    await tab.reads(can_be_pressed("#complete"), value == "talking")
    await tab.until("document.querySelector('#transfers li')")
    assert tab.problems == []


async def test_a_closed_target_is_grey_and_says_when_it_opens(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    hour = (datetime.now(UTC) + timedelta(hours=8)).hour  # the centre's
    hours = f"{(hour + 3) % 24:02}:00-{(hour + 3) % 24:02}:30"
    boss = await world.person("boss", "supervisor")
    await boss.ask("PATCH", "/directory/gas", {"hours": [hours]})
    await tell(world, "call.ringing", "anna", CALL)
    await tab.until("document.querySelector('[data-key=gas]').matches(':disabled')")
    await tab.tells("document.querySelector('[data-key=gas]').innerText", f"不在服务时间 {hours}")
    await tab.until(can_be_pressed(WATER))


async def test_a_target_that_wants_a_note_asks_for_it_once(world: World, tab: Tab, line: Line) -> None:
    boss = await world.person("boss", "supervisor")
    await boss.ask("PATCH", "/directory/gas", {"note_required": True})
    await talks(world, tab)
    await tab.click("[data-key=gas]")
    await tab.until(f"{ERROR} === '请填写转接说明，再按一次'")
    await tab.reads("document.activeElement.id", "transfer-note")
    assert begun(world) == []
    await tab.type_into("#transfer-note", "闻到煤气")
    await rested(tab)
    await tab.click("#transfer-form .row button")
    await one_begun(world)
    assert (begun(world)[0]["note"], begun(world)[0]["mode"]) == ("闻到煤气", "consult")
    await tab.until("document.querySelector('.notes')?.innerText.includes('闻到煤气')")
    await tab.until(
        "document.querySelector('#transfer-note').hidden && document.querySelector('#telephone-error').hidden"
    )
    assert tab.problems == []
