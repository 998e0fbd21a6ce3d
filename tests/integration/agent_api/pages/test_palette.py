"""Ctrl-K: to a page, a ticket or a number, without the mouse."""

from typing import Any

import pytest

from tests.parts.agent_api.browsing import log_in
from tests.parts.agent_api.world import CITIZEN, World
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

CODES = {"k": 75, "Enter": 13, "Escape": 27}
FIRST = "document.querySelector('#palette-found [aria-selected=true]')?.textContent"


async def press(tab: Tab, key: str, modifiers: int = 0) -> None:
    for kind in ("keyDown", "keyUp"):
        parts: dict[str, Any] = {"key": key, "modifiers": modifiers, "windowsVirtualKeyCode": CODES[key]}
        await tab.call("Input.dispatchKeyEvent", type=kind, **parts)


async def find(tab: Tab, typed: str) -> None:
    await press(tab, "k", modifiers=2)
    await tab.type_into("#palette", typed)


async def test_an_agent_finds_a_ticket_a_number_and_a_page(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    ticket = world.add_call("node1-1.1", agent="anna")
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent table')")
    await find(tab, ticket)
    await tab.tells(FIRST, ticket)
    await press(tab, "Enter")
    await tab.tells("document.querySelector('.tab.on')?.textContent", ticket)
    await find(tab, CITIZEN)
    await tab.tells(FIRST, "按号码查找")
    await press(tab, "Enter")
    await tab.tells("document.querySelector('#history h2')?.textContent", CITIZEN)
    await find(tab, "账户")
    await tab.tells(FIRST, "我的账户")
    await press(tab, "Enter")
    await tab.until("location.pathname === '/account' && document.querySelector('#password')")
    await press(tab, "k", modifiers=2)
    await tab.until("document.activeElement?.id === 'palette'")
    await press(tab, "Escape")
    await tab.until("!document.querySelector('#palette')")
    assert tab.problems == []
