"""Pages that axe-core finds nothing serious or critical on, in both languages, light and dark."""

import pytest

from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.world import World
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
