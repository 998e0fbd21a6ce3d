"""The first steps on every page."""

import time

from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import PASSWORD, World
from tests.parts.browser import Tab

NASTY = "<img src=x onerror=\"document.title='broken'\">"


def address(world: World, path: str) -> str:
    return str(world.http._build_url(path))


async def log_in(world: World, tab: Tab, username: str, password: str = PASSWORD) -> None:
    await tab.open(address(world, "/login"))
    await tab.until("document.querySelector('#login')")
    await tab.type_into("#username", username)
    await tab.type_into("#password", password)
    await tab.click("#login button")


async def heard_all(world: World, tab: Tab, username: str = "anna") -> None:
    """Wait until the agent's page has handled all earlier events; it handles them in order."""
    mark = f"heard {time.monotonic_ns()}"
    await tell(world, "agent.state", username, state="paused", reason=mark, since=None, wish="paused")
    await tab.tells("document.querySelector('#state').textContent", mark)
