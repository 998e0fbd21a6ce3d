"""Pages that axe-core finds nothing serious or critical on, in both languages, light and dark."""

from typing import Any

import pytest

from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import World, leg
from tests.parts.browser import Tab
from tests.parts.pages.axe import assert_accessible, grave_faults

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

READY = {"/directory": "#report *", "/account": "#begin"}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_pages_of_a_supervisor(world: World, tab: Tab, language: str) -> None:
    world.add_person("chief", "supervisor")
    await tab.open(address(world, f"/login?lang={language}"))
    await tab.until("document.querySelector('#login')")
    await assert_accessible(tab)
    await log_in(world, tab, "chief")
    await tab.until("location.pathname === '/wall' && document.readyState === 'complete'")
    for path, ready in READY.items():
        await tab.open(address(world, path))
        await tab.until(f"document.querySelector('{ready}')")
        await assert_accessible(tab)
    assert tab.problems == []


async def test_a_field_without_a_name_is_found(world: World, tab: Tab) -> None:
    await tab.open(address(world, "/login"))
    await tab.until("document.querySelector('#login')")
    await tab.run("document.querySelector('#login').append(document.createElement('input'))")
    assert [fault for fault in await grave_faults(tab) if fault.startswith("label:")]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_desk_while_the_phone_rings(world: World, tab: Tab, language: str) -> None:
    world.add_person("anna", extension="1001")
    world.add_missed("node1-1.2", world.add_callback())
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None}
    await tab.size(1366, 768)
    await tab.open(address(world, f"/login?lang={language}"))
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('#recent h2')")
    await assert_accessible(tab)
    world.add_call("node1-2.1", legs=[leg("anna", answered=False)], **live)
    await tell(world, "call.ringing", "anna", "node1-2.1")
    await tab.until("document.querySelector('#history .calls li') && document.querySelector('#content')")
    await assert_accessible(tab)
    assert tab.problems == []
