"""An agent at their page and in a call, for tests of it.

No Asterisk is behind these pages: a recording telephone stands in for it, cti is played by its own store and events.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from hotline.asterisk.ami.messages import ActionFields
from hotline.commands.errors import CommandError
from hotline.domain.transfers.transfer import Transfer, TransferState
from hotline.store.engine import writing
from hotline.store.tables import transfers as transfers_table
from hotline.store.transfers import transfers
from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.world import World, leg, until
from tests.parts.browser import Tab

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
    await tell(world, "call.ringing", "anna", CALL)
    await tab.until("document.querySelector('#content') && !document.querySelector('#hang-up').closest('[hidden]')")
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


async def hold_time(tab: Tab) -> None:
    """What the page would do after a while it does when `time_passes`."""
    hold = "(work, ms) => ms > 10000 ? window.later.push(work) : real(work, ms)"
    await tab.run(f"void (window.real = setTimeout, window.later = [], window.setTimeout = {hold})")


async def time_passes(tab: Tab) -> None:
    await tab.until("later.length > 0")
    await tab.run("void later.splice(0).forEach((work) => work())")
