"""Every page that a role's menu offers: axe-core finds nothing serious or critical, in both languages and themes.

The menu is read from the page itself, so that a page that is added later is looked at too.
"""

from datetime import timedelta

import pytest

from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.world import MORNING, World
from tests.parts.browser import Tab
from tests.parts.pages.axe import assert_accessible

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

MENU = "[...document.querySelectorAll('nav.menu a')].map((link) => link.pathname)"
ROOM = "main :is(.page, .desk, .wall)"
IS_DRAWN = (
    f"document.readyState === 'complete' && (!document.querySelector('#app') || document.querySelector('{ROOM}'))"
)


def fill(world: World) -> None:
    """Something to show in every list."""
    for number in range(3):
        callback = world.add_callback(f"1380000000{number}", missed_at=MORNING + timedelta(minutes=number))
        world.add_missed(f"node1-1.{number}", callback, caller=f"1380000000{number}")
        world.add_call(f"node1-2.{number}", agent="anna")
    world.add_alarm("unknown_number", "12399")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("role", "extension"), [("admin", None), ("agent", "1001")], ids=["admin", "agent"])
async def test_every_page_in_the_menu_is_accessible(
    world: World, tab: Tab, role: str, extension: str | None, language: str
) -> None:
    fill(world)
    world.add_person("anna", role, extension)
    await tab.open(address(world, f"/login?lang={language}"))
    await log_in(world, tab, "anna")
    await tab.until("location.pathname !== '/login'")
    await tab.open(address(world, "/account"))
    await tab.until(f"{MENU}.length")
    paths: list[str] = await tab.run(MENU)
    assert "/account" in paths
    for path in paths:
        await tab.open(address(world, path))
        await tab.until(IS_DRAWN)
        await assert_accessible(tab)
    assert tab.problems == []
