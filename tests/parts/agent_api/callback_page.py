"""An agent at their page with a callback, for tests of it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.parts.agent_api.browsing import log_in
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import CITIZEN, MORNING, Person, World, leg
from tests.parts.browser import Tab

SAYS = "document.querySelector('#callback-says').textContent"
OFFER = "document.querySelector('#offer').textContent"
DIAL = "node1-c.1"


async def at_desk(world: World, tab: Tab, username: str = "anna") -> Person:
    """An agent at their page, all of it there."""
    anna = await world.person(username, extension="1001")
    await log_in(world, tab, username)
    await tab.until("location.pathname === '/agent' && document.querySelector('#mine h2')")
    return anna


def owe(world: World, number: str = CITIZEN, **columns: Any) -> tuple[int, str]:
    """A callback that is due, for two missed calls; its id and the first one's ticket."""
    owed = world.add_callback(number, next_at=MORNING, **columns)
    ticket = world.add_missed("node1-1.1", owed, "queue", caller=number, wait_s=42.0)
    world.add_missed("node1-1.2", owed, "full", caller=number, started_at=MORNING + timedelta(minutes=5))
    return owed, ticket


def offer(world: World, owed: int, username: str = "anna") -> None:
    in_time = datetime.now(UTC) + timedelta(seconds=30)
    world.change_callback(owed, status="offered", agent=username, offered_until=in_time)


async def dial(world: World, owed: int, ticket: str, number: str = CITIZEN) -> None:
    """The agent's phone rings for their callback."""
    live: dict[str, Any] = {"state": "ringing", "outcome": None, "ended_at": None, "talk_s": None, "wait_s": None}
    parts: dict[str, Any] = {"direction": "callback", "caller": "12345", "called": number, "queue": None}
    world.change_callback(owed, status="dialling", agent="anna", offered_until=None)
    legs = [leg("anna", answered=False)]
    world.add_call(DIAL, with_ticket=False, **live, **parts, ticket=ticket, callback=owed, legs=legs)
    await tell(world, "call.ringing", "anna", DIAL)


async def pick_up(world: World, owed: int) -> None:
    now = datetime.now(UTC)
    world.change_call(DIAL, state="talking", answered_at=now, agent="anna", legs=[leg("anna")])
    world.change_callback(owed, status="reached", reached_at=now, ended_at=now, next_at=None, attempts=1)
    await tell(world, "call.answered", "anna", DIAL)
    await tell(world, "callback.updated", "anna", callback=owed, status="reached", reason="")


async def hang_up(world: World, outcome: str = "answered") -> None:
    world.change_call(DIAL, state="ended", outcome=outcome, ended_at=datetime.now(UTC), talk_s=30.0)
    await tell(world, "call.ended", "anna", DIAL)


async def fail(world: World, owed: int, status: str, reason: str) -> None:
    world.change_callback(owed, status=status, agent=None, next_at=datetime.now(UTC) + timedelta(hours=1))
    await hang_up(world, "failed")
    await tell(world, "callback.updated", "anna", callback=owed, status=status, reason=reason)


def has_status(anna: Person, owed: int, status: str) -> Callable[[], Awaitable[bool]]:
    async def found() -> bool:
        return bool((await anna.ask("GET", f"/callbacks/{owed}")).body.get("status") == status)

    return found
