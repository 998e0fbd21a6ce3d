"""电话 on the agent's page: hold, hang up, the one-key transfer and what becomes of it, dialling out.

No Asterisk is behind these pages: a recording telephone stands in for it, cti is played by its own store and events.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from hotline.asterisk.ami.actions import hangup
from hotline.asterisk.ami.messages import ActionFields
from hotline.commands.errors import CommandError, RefusedError, UnavailableError
from hotline.commands.telephone import Telephone
from hotline.domain.transfers.transfer import Transfer, TransferState
from hotline.store.engine import writing
from hotline.store.tables import placed_calls
from hotline.store.tables import transfers as transfers_table
from hotline.store.transfers import transfers
from tests.parts.agent_api.browsing import NASTY, address, log_in
from tests.parts.agent_api.config import HOTLINE
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import CITIZEN, OTHER_CITIZEN, World, leg, until
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

CALL = "node1-2.1"
SAYS = "document.querySelector('#telephone-says').textContent"
ERROR = "document.querySelector('#telephone-error').textContent"
WATER, POLICE = "[data-key=water]", "[data-key=police]"
LIVE: dict[str, Any] = {"state": "talking", "outcome": None, "ended_at": None, "talk_s": None, "citizen": "node1-9.1"}
SEAT = b'{"anna": {"state": "talking", "since": "2026-11-20T01:00:00+00:00", "call": "%b", "reason": ""}}'
DIRECTORY = """
[[directory]]
key = "police"
name = "110 报警"
numbers = ["110"]
emergency = true

[[directory]]
key = "gas"
name = "燃气热线"
numbers = ["96777"]
"""


@pytest.fixture
def hotline() -> str:
    return HOTLINE + DIRECTORY


class Line:
    """What Asterisk was told, by action and channel; `problem` is what it answers instead. `target` is the channel of a
    transfer's target."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.problem: CommandError | None = None
        self.slow_s = 0.0
        self.target = ""

    async def send(self, *actions: ActionFields) -> None:
        await asyncio.sleep(self.slow_s)
        if self.problem:
            raise self.problem
        told = [{name.lower(): str(value) for name, value in dict(action).items()} for action in actions]
        said = [(one["action"], one) for one in told if not one.get("variable", "").startswith("ARRAY(")]
        self.told += [
            (f"{name} {one.get('variable', '')}".strip(), one["channel"]) for name, one in said if "channel" in one
        ]

    async def names_target(self) -> str:
        return self.target


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    line = Line()
    monkeypatch.setattr(Telephone, "send", lambda _, *actions: line.send(*actions))
    monkeypatch.setattr(Telephone, "variable", lambda *_: line.names_target())
    monkeypatch.setattr(Telephone, "hang_up_if_there", lambda _, channel: line.send(hangup(channel)))
    return line


async def at_desk(world: World, tab: Tab, language: str = "zh") -> None:
    world.add_person("anna", extension="1001")
    await log_in(world, tab, "anna")
    all_there = "document.querySelector('#keys b') && document.querySelector('#recent h2')"
    await tab.until(f"location.pathname === '/agent' && {all_there}")
    if language != "zh":
        await tab.open(address(world, f"/agent?lang={language}"))
        await tab.until(f"document.documentElement.lang === '{language}' && {all_there}")


async def talks(world: World, tab: Tab, language: str = "zh", **columns: Any) -> str:
    """An agent at their page, in a call; the call's ticket."""
    await at_desk(world, tab, language)
    parts: dict[str, Any] = {
        "legs": [leg("anna")],
        "agent": "anna",
        "answered_at": datetime.now(UTC),
        **LIVE,
        **columns,
    }
    ticket = world.add_call(CALL, **parts)
    await world.redis.set("hotline:agents", SEAT % CALL.encode())
    await tab.run("document.querySelector('#keys b').id = 'old'")
    await tell(world, "call.ringing", "anna", CALL)
    await tab.until("document.querySelector('#content') && !document.querySelector('#hang-up').closest('[hidden]')")
    await tab.until("!document.querySelector('#old')")  # each call draws the keys anew: sooner a click may miss them
    return ticket


async def state(world: World, value: str, **columns: Any) -> None:
    world.change_call(CALL, state=value, **columns)
    await tell(world, "call.updated" if value != "ended" else "call.ended", "anna", CALL)


def begun(world: World) -> list[dict[str, Any]]:
    with writing(world.engine) as connection:
        return [dict(row) for row in connection.execute(select(transfers_table)).mappings()]


async def one_begun(world: World) -> str:
    async def found() -> str:
        return str(begun(world)[-1]["id"]) if begun(world) else ""

    return await until(found, "a transfer is written")


async def become(
    world: World, transfer: str, value: str, reason: str = "", tried: tuple[tuple[str, str], ...] = ()
) -> None:
    """cti tells how a transfer stands."""
    now = datetime.now(UTC)
    is_open = value in ("dialling", "talking")
    answered_at = now if value in ("talking", "completed") else None
    told = Transfer(
        id=transfer,
        state=TransferState(value),
        reason=reason,
        started_at=now,
        answered_at=answered_at,
        ended_at=None if is_open else now,
        tried=tried,
    )
    with writing(world.engine) as connection:
        transfers.tell(connection, CALL, [told], None, lambda keyed: {})
    await tell(world, "transfer.updated", "anna", CALL, transfer=transfer, state=value, reason=reason)


def shown(selector: str) -> str:
    return f"document.querySelector('{selector}').checkVisibility()"


def can_be_pressed(selector: str) -> str:
    return f"({shown(selector)} && !document.querySelector('{selector}').matches(':disabled'))"


async def told(line: Line, times: int) -> None:
    async def is_told() -> bool:
        return len(line.told) == times

    await until(is_told, f"{times} commands are sent")


async def rested(tab: Tab) -> None:
    """After the moment in which a second click is taken for the same one, and with the answer to the first."""
    await asyncio.sleep(0.7)
    await tab.until("!document.querySelector('#telephone').hasAttribute('aria-busy')")


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
    await talks(world, tab)
    where = await tab.run(
        f"(({{x, y}}) => [x + 10, y + 10])(document.querySelector('{WATER}').getBoundingClientRect())"
    )
    for count in (1, 2):
        for kind in ("mousePressed", "mouseReleased"):
            at = {"x": where[0], "y": where[1], "button": "left", "clickCount": count}
            await tab.call("Input.dispatchMouseEvent", type=kind, **at)
        await asyncio.sleep(0.15)
    await one_begun(world)
    await tab.until(shown("#transfer"))
    assert len(begun(world)) == 1
    assert line.told == [("Redirect", "node1-1001")]
    await tab.until(f"{ERROR} === ''")


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


async def hold_time(tab: Tab) -> None:
    """What the page would do after a while it does when `time_passes`."""
    hold = "(work, ms) => ms > 10000 ? window.later.push(work) : real(work, ms)"
    await tab.run(f"void (window.real = setTimeout, window.later = [], window.setTimeout = {hold})")


async def time_passes(tab: Tab) -> None:
    await tab.until("later.length > 0")
    await tab.run("void later.splice(0).forEach((work) => work())")


async def test_a_transfer_that_nothing_is_seen_of_stands_in_nobodys_way(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await hold_time(tab)
    await tab.click(WATER)
    await tab.until(shown("#transfer"))
    await time_passes(tab)
    await tab.until(f"{ERROR} === '转接没有开始，请重试' && {can_be_pressed(WATER)}")
    assert tab.problems == []


async def test_a_number_that_never_rings_is_not_waited_for(world: World, tab: Tab, line: Line) -> None:
    await at_desk(world, tab)
    await hold_time(tab)
    await tab.type_into("#dial-number", OTHER_CITIZEN)
    await tab.click("#dial-form button")
    await tab.until(f"{SAYS} === '{OTHER_CITIZEN} · 请接起您的话机，随后呼叫对方'")
    await time_passes(tab)
    await tab.until(f"{SAYS} === '{OTHER_CITIZEN} · 没有拨出，请重试'")


async def test_a_wrong_number_is_named_and_stays_to_be_mended(world: World, tab: Tab, line: Line) -> None:
    await talks(world, tab)
    await tab.type_into("#transfer-number", "12345")
    await tab.click("#transfer-form .row button")
    await tab.until(f"{ERROR} === '请填写国内电话号码，且不是本热线的号码'")
    await tab.reads("document.querySelector('#transfer-number').value", "12345")


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


async def placed(world: World) -> dict[str, Any]:
    async def found() -> dict[str, Any]:
        with writing(world.engine) as connection:
            return dict(connection.execute(select(placed_calls)).mappings().first() or {})

    return await until(found, "a call is planned")


async def ring_out(world: World, call: str, ticket: str) -> None:
    """The agent's phone rings for the call that they dialled."""
    parts: dict[str, Any] = {"direction": "outbound", "caller": "12345", "called": OTHER_CITIZEN, "queue": None}
    legs = [leg("anna", answered=False)]
    world.add_call(call, with_ticket=False, **LIVE | {"state": "ringing"}, **parts, legs=legs, ticket=ticket)
    await tell(world, "call.ringing", "anna", call)


async def test_dialling_out_for_the_open_ticket(world: World, tab: Tab, line: Line) -> None:
    ticket = await talks(world, tab)
    await state(world, "ended")
    await tab.until(shown("#dial-number"))
    await tab.type_into("#note", "还在写")
    await tab.tells("document.querySelector('#dial-link').textContent", ticket)
    await tab.type_into("#dial-number", OTHER_CITIZEN)
    await tab.run(
        "document.querySelector('#dial-form button').click(), document.querySelector('#dial-form button').click()"
    )
    plan = await placed(world)
    await tab.until(f"{SAYS} === '{OTHER_CITIZEN} · 请接起您的话机，随后呼叫对方'")
    assert (plan["number"], plan["ticket"]) == (OTHER_CITIZEN, ticket)
    await tab.until(f"{ERROR} === '' && document.querySelector('#dial-number').value === ''")
    await ring_out(world, plan["id"], ticket)
    await tab.until(f"document.querySelector('#call .number').textContent === '{OTHER_CITIZEN}'")
    await tab.until(f"{can_be_pressed('#hang-up')} && !{shown('#hold')} && !{shown('#dial-number')}")
    await tab.tells("document.querySelector('#call').textContent", "呼出")
    await tab.reads("document.querySelector('#note').value", "还在写")
    await tab.reads("document.querySelector('.tab.on').textContent", f"本次工单 {ticket}")
    assert tab.problems == []


async def test_dialling_without_a_ticket(world: World, tab: Tab, line: Line) -> None:
    await at_desk(world, tab)
    await tab.until(f"!{shown('#dial-link')}")
    await tab.type_into("#dial-number", CITIZEN)
    await tab.click("#dial-form button")
    assert (await placed(world))["ticket"] is None


async def test_dialling_with_a_closed_softphone_is_refused_in_words(world: World, tab: Tab, line: Line) -> None:
    await at_desk(world, tab)
    await world.redis.set("hotline:agents", b'{"anna": {"state": "offline", "since": null, "reason": "phone"}}')
    await tab.type_into("#dial-number", OTHER_CITIZEN)
    await tab.click("#dial-form button")
    await tab.until(f"{ERROR} === '您的软电话未登录，请登录后再拨打'")
    await tab.reads("document.querySelector('#dial-number').value", OTHER_CITIZEN)


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


SILENCE = "document.querySelector('#silence-says').textContent"


async def falls_silent(world: World, side: str | None) -> None:
    """cti tells which side of the talk sends no sound, None when both do."""
    seat = {"state": "talking", "since": "2026-11-20T01:00:00+00:00", "call": CALL, "reason": "", "silent": side}
    await world.redis.set("hotline:agents", orjson.dumps({"anna": seat}))
    await tell(world, "agent.state", "anna", CALL, **{name: seat[name] for name in ("state", "since", "silent")})


async def test_a_silent_side_is_said_and_from_a_silent_telephone_the_citizen_can_be_returned(
    world: World, tab: Tab, line: Line
) -> None:
    await talks(world, tab)
    assert not await tab.run(shown("#silence"))
    await falls_silent(world, "citizen")
    await tab.until(f"{SILENCE}.startsWith('市民一侧没有声音传来') && {shown('#silence-says')}")
    assert not await tab.run(shown("#bring-back"))  # a colleague would not hear them either
    await falls_silent(world, "agent")
    await tab.until(f"{SILENCE}.startsWith('您的话机没有声音传来') && {can_be_pressed('#bring-back')}")
    await tab.reads("document.querySelector('#bring-back').textContent", "把市民接回队列")
    await tab.click("#bring-back")
    await told(line, 1)
    assert line.told == [("Hangup", "node1-1001")]
    await falls_silent(world, None)
    await tab.until(f"!{shown('#silence')} && !{SILENCE}")
    assert tab.problems == []


async def test_a_reload_keeps_the_warning_and_a_call_that_has_moved_is_left_alone(
    world: World, tab: Tab, line: Line
) -> None:
    await talks(world, tab)
    await falls_silent(world, "agent")
    await tab.open(address(world, "/agent?lang=en"))
    await tab.until(f"document.documentElement.lang === 'en' && {can_be_pressed('#bring-back')}")
    await tab.tells(SILENCE, "No sound comes from your telephone")
    await tab.until(can_be_pressed("#hang-up"))  # all is read
    world.change_call(CALL, state="queued", legs=[leg("anna") | {"ended_at": datetime.now(UTC)}])
    await tab.click("#bring-back")
    await tab.until("document.querySelector('#banner').textContent.includes('nothing was done')")
    assert line.told == []
