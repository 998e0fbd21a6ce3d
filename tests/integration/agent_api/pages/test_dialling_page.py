"""Dialling out from the agent's page."""

from typing import Any

import pytest
from sqlalchemy import select

from hotline.store.engine import writing
from hotline.store.tables import placed_calls
from tests.parts.agent_api.config import HOTLINE
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.telephone_page import (
    DIRECTORY,
    ERROR,
    LIVE,
    SAYS,
    Line,
    at_desk,
    can_be_pressed,
    hold_time,
    shown,
    state,
    talks,
    time_passes,
)
from tests.parts.agent_api.world import CITIZEN, OTHER_CITIZEN, World, leg, until
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


@pytest.fixture
def hotline() -> str:
    return HOTLINE + DIRECTORY


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


async def test_a_number_that_never_rings_is_not_waited_for(world: World, tab: Tab, line: Line) -> None:
    await at_desk(world, tab)
    await hold_time(tab)
    await tab.type_into("#dial-number", OTHER_CITIZEN)
    await tab.click("#dial-form button")
    await tab.until(f"{SAYS} === '{OTHER_CITIZEN} · 请接起您的话机，随后呼叫对方'")
    await time_passes(tab)
    await tab.until(f"{SAYS} === '{OTHER_CITIZEN} · 没有拨出，请重试'")


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
