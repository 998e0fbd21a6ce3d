"""回拨 on the agent's page: offered, rung, and said what came of it, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.parts.agent_api.browsing import heard_all
from tests.parts.agent_api.callback_page import (
    OFFER,
    SAYS,
    at_desk,
    dial,
    fail,
    hang_up,
    has_status,
    offer,
    owe,
    pick_up,
)
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import CITIZEN, OTHER_CITIZEN, World, leg, until
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


async def test_nothing_due_is_said_calmly(world: World, tab: Tab) -> None:
    await at_desk(world, tab)
    await tab.click("#next-callback")
    await tab.until(f"{SAYS} === '目前没有到期的回拨'")
    await tab.until("document.querySelector('#banner').hidden && document.querySelector('#callback-error').hidden")
    assert tab.problems == []


async def test_the_next_callback_shows_who_rang_when_and_where_they_were_lost(world: World, tab: Tab) -> None:
    _, ticket = owe(world, asked=True, urgent=True, attempts=1)
    await at_desk(world, tab)
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#accept-callback')")
    for part in (
        CITIZEN,
        "11-20 09:00",
        "等待 0:42",
        "排队中挂断",
        "排队已满",
        "紧急",
        "市民要求回拨",
        ticket,
        "漏话 2 次",
        "已拨 1 次",
    ):
        await tab.tells(OFFER, part)
    await tab.until("document.querySelector('#offer .missed-calls li').textContent.includes('09:05')")
    await tab.until("/^[01]:[0-5][0-9]$/.test(document.querySelector('#offer [role=timer]').textContent)")
    await tab.reads("document.querySelectorAll('#history .calls li').length", 2)
    await tab.until(f"document.querySelector('.tab.on').textContent === '漏话工单 {ticket}'")
    await tab.reads("document.activeElement.id", "callback-title")
    await tab.until("document.querySelector('#next-callback').hidden")
    assert tab.problems == []


async def test_an_offer_that_comes_by_itself_disturbs_nobody_who_writes(world: World, tab: Tab) -> None:
    owed, ticket = owe(world)
    await at_desk(world, tab)
    other = world.add_call("node1-2.1", caller=OTHER_CITIZEN, agent="anna", state="talking", legs=[leg("anna")])
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until("document.querySelector('#content')")
    world.change_call("node1-2.1", state="ended")
    await tell(world, "call.ended", "anna", "node1-2.1")
    await tab.type_into("#note", "还在写")
    offer(world, owed)
    await tell(world, "callback.offered", "anna", callback=owed, status="offered")
    await tab.until("document.querySelector('#accept-callback')")
    await tab.reads("document.title", f"↩ {CITIZEN}")
    await heard_all(world, tab)
    await tab.reads("document.activeElement.id + document.querySelector('#note').value", "note还在写")
    await tab.tells("document.querySelector('.tab.on').textContent", other)
    await tab.click("#offer .plain")  # and now they look
    await tab.until(f"document.querySelector('.tab.on').textContent.includes('{ticket}')")
    await tab.run(f"[...document.querySelectorAll('.tab')].find((tab) => tab.textContent.includes('{other}')).click()")
    await tab.until("document.querySelector('#note').value === '还在写'")


async def test_a_callback_is_rung_talked_and_recorded(world: World, tab: Tab) -> None:
    owed, ticket = owe(world)
    anna = await at_desk(world, tab)
    offer(world, owed)
    await tell(world, "callback.offered", "anna", callback=owed, status="offered")
    await tab.until("document.querySelector('#accept-callback')")
    await tab.click("#accept-callback")
    await tab.until(f"{SAYS} === '请先接起您的话机，随后呼叫市民'")
    await until(has_status(anna, owed, "dialling"), "it is dialled")
    await tab.type_into("#content", "三天没有水")
    await dial(world, owed, ticket)
    await tab.until(f"document.querySelector('#call .number')?.textContent === '{CITIZEN}'")
    await tab.reads("document.title", f"☎ {CITIZEN}")
    await tab.tells("document.querySelector('#call h2').textContent", "请接起话机")
    await heard_all(world, tab)
    await tab.reads("document.activeElement.id + document.querySelector('#content').value", "content三天没有水")
    await tab.reads("document.querySelector('.tab.on').textContent", f"漏话工单 {ticket}")
    await pick_up(world, owed)
    await tab.until("document.querySelector('form.outcome')")
    await tab.reads(SAYS, "已接通市民")
    await tab.type_into("form.outcome textarea", "水已恢复")
    await hang_up(world)
    await tab.until(f"{SAYS}.includes('请登记结果')")
    await tab.reads("document.querySelector('form.outcome textarea').value", "水已恢复")
    await tab.click("form.outcome .primary")
    await tab.until(f"{SAYS} === '{CITIZEN} · 已联系 · 已登记'")
    await tab.until("document.querySelector('.notes p')?.textContent === '水已恢复'")
    await tab.reads("document.querySelector('#content').value", "三天没有水")
    assert (await anna.get(f"/tickets/{ticket}"))["notes"][0]["text"] == "水已恢复"
    await tab.until("document.querySelector('#mine tbody').textContent.includes('已接通')")
    await tab.until("!document.querySelector('#next-callback').hidden")
    assert tab.problems == []


async def test_later_is_said_with_a_time_of_the_centres_clock(world: World, tab: Tab) -> None:
    owed, ticket = owe(world)
    anna = await at_desk(world, tab)
    await dial(world, owed, ticket)
    await tab.until(f"document.querySelector('#call .number')?.textContent === '{CITIZEN}'")
    await pick_up(world, owed)
    await tab.until("document.querySelector('form.outcome')")
    await hang_up(world)
    await tab.until(f"{SAYS}.includes('请登记结果')")
    await tab.until("document.querySelector('[name=next_at]').closest('label').hidden")
    await tab.click("[value=later]")
    await tab.until("!document.querySelector('[name=next_at]').closest('label').hidden")
    offered_time = await tab.run("document.querySelector('[name=next_at]').value")
    in_an_hour = datetime.now(UTC) + timedelta(hours=8 + 1)  # Shanghai's clock
    assert abs((datetime.fromisoformat(offered_time + "Z") - in_an_hour).total_seconds()) < 120
    day = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d")
    await tab.run(f"document.querySelector('[name=next_at]').value = '{day}T10:30'")
    await tab.click("form.outcome .primary")
    await tab.until(f"{SAYS}.includes('再次回拨时间 {day[5:]} 10:30')")
    await tab.until("document.querySelector('form.outcome') === null")
    assert (await anna.ask("GET", f"/callbacks/{owed}")).status == 403  # everybody's again
    chief = await world.person("chief", "supervisor")
    again = await chief.get(f"/callbacks/{owed}")
    assert (again["status"], again["next_at"]) == ("pending", f"{day}T10:30:00+08:00")
    assert tab.problems == []


async def test_who_leaves_a_callback_is_free_and_it_is_back_in_the_line(world: World, tab: Tab) -> None:
    owed, _ = owe(world)
    await at_desk(world, tab)
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#decline-callback')")
    await tab.click("#decline-callback")
    await tab.until(f"{SAYS} === '{CITIZEN} · 已放弃，留给其他座席'")
    await tab.until(f"{OFFER} === '' && !document.querySelector('#next-callback').hidden")
    chief = await world.person("chief", "supervisor")
    assert (await chief.get(f"/callbacks/{owed}"))["status"] == "pending"


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        ("pending", "busy", "市民忙线 · 已放回待回拨队列"),
        ("exhausted", "no_answer", "市民无人接听 · 已达最多次数，不再回拨"),
        ("invalid", "no_such_number", "空号 · 号码无效，不再回拨"),
        ("pending", "agent_left", "您在市民接听前挂断 · 已放回待回拨队列"),
        ("self_resolved", "", "市民已自行接通，无需再拨"),
    ],
)
async def test_what_became_of_it_is_said_in_words(world: World, tab: Tab, status: str, reason: str, said: str) -> None:
    owed, ticket = owe(world)
    await at_desk(world, tab)
    await dial(world, owed, ticket)
    await tab.until(f"document.querySelector('#offer .number')?.textContent === '{CITIZEN}'")
    await fail(world, owed, status, reason)
    await tab.until(f"{SAYS} === '{CITIZEN} · {said}'")
    await heard_all(world, tab)
    await tab.reads(OFFER, "")
    await tab.until("document.querySelector('form.outcome') === null")


async def test_an_offer_that_is_gone_is_refused_in_words(world: World, tab: Tab) -> None:
    owed, _ = owe(world)
    await at_desk(world, tab)
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#accept-callback')")
    world.change_callback(owed, status="cancelled", next_at=None)
    await tab.click("#accept-callback")
    await tab.until("document.querySelector('#callback-error').textContent === '此回拨已不在您名下'")
    await tab.reads(SAYS, f"{CITIZEN} · 此回拨已取消")
    await tab.until("document.querySelector('#accept-callback') === null")


async def test_a_closed_softphone_is_named(world: World, tab: Tab) -> None:
    owe(world)
    await at_desk(world, tab)
    await world.redis.set("hotline:agents", b'{"anna": {"state": "offline", "since": null, "reason": "phone"}}')
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#accept-callback')")
    await tab.click("#accept-callback")
    await tab.until("document.querySelector('#callback-error').textContent.startsWith('您的软电话未登录')")
    await tab.until("document.querySelector('#accept-callback') !== null")


async def test_an_offer_that_lapses_leaves_the_card(world: World, tab: Tab) -> None:
    owed, _ = owe(world)
    await at_desk(world, tab)
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#accept-callback')")
    await tab.run("document.querySelector('#accept-callback').focus()")
    world.change_callback(owed, status="pending", agent=None, offered_until=None)
    await tell(world, "callback.updated", "anna", callback=owed, status="pending", reason="lapsed")
    await tab.until(f"{SAYS} === '{CITIZEN} · 未在时限内接受 · 已放回待回拨队列'")
    await tab.reads("document.activeElement.id", "callback-title")  # the keyboard is not lost


async def test_what_was_accepted_on_another_screen_is_followed(world: World, tab: Tab) -> None:
    owed, ticket = owe(world)
    await at_desk(world, tab)
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#accept-callback')")
    await dial(world, owed, ticket)
    await tab.until(f"{SAYS} === '请先接起您的话机，随后呼叫市民'")
    await tab.until("document.querySelector('#accept-callback') === null")


async def test_a_lapsed_offer_leaves_the_call_on_the_screen_as_it_was(world: World, tab: Tab) -> None:
    owed, _ = owe(world)
    await at_desk(world, tab)
    await tab.click("#next-callback")
    await tab.until("document.querySelector('#accept-callback')")
    world.add_call("node1-2.1", caller=OTHER_CITIZEN, agent="anna", state="talking", legs=[leg("anna")])
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until(f"document.querySelector('#call .number')?.textContent === '{OTHER_CITIZEN}'")
    await heard_all(world, tab)
    await tab.until("document.querySelector('#accept-callback') !== null")
    world.change_call("node1-2.1", state="ended")
    await tell(world, "call.ended", "anna", "node1-2.1")
    world.change_callback(owed, status="pending", agent=None, offered_until=None)
    await tell(world, "callback.updated", "anna", callback=owed, status="pending", reason="lapsed")
    await tab.until(f"{SAYS}.includes('未在时限内接受')")
    await heard_all(world, tab)
    await tab.reads("document.querySelector('#history .first, #history .quiet').textContent", "没有以往记录")
    await tab.tells("document.querySelector('.tab.on').textContent", "本次工单")
