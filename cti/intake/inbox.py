"""Reads the AMI inbox in order: events become facts, signs of agents, and warnings; a connect leads to a snapshot."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from cti.intake.ledger import Ledger
from cti.intake.snapshots import Snapshots
from cti.queues.seen import AgentsSeen
from cti.security.warned import warn
from cti.wall.node import Node
from hotline.asterisk.ami.messages import AmiEvent, Connected, InboxItem, Lost
from hotline.asterisk.ami.translate import facts_of
from hotline.asterisk.ami.warnings import DialplanWarning, warning_of
from hotline.domain.facts.facts import Fact
from hotline.names.contexts import Context
from hotline.runtime.database import Database

BATCH = 500
LINGER_S = 0.05  # events that are not urgent are written together, to save commits


class Inbox:
    """If SQL stalls, reading stops: the queue fills, the AMI connection is dropped, and a snapshot repairs the gap.

    `went` is called when the connection is lost.
    """

    def __init__(
        self,
        *,
        items: "asyncio.Queue[InboxItem]",
        hotline_numbers: Collection[str],
        ledger: Ledger,
        agents: AgentsSeen,
        snapshots: Snapshots,
        node: Node,
        went: Callable[[], None],
        database: Database,
        clock: Callable[[], datetime],
    ) -> None:
        self._items = items
        self._numbers = hotline_numbers
        self._ledger = ledger
        self._agents = agents
        self._snapshots = snapshots
        self._node = node
        self._went = went
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Write what arrives within LINGER_S in one commit, or sooner if something is urgent."""
        items = self._items
        while True:
            batch = [await items.get()]
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LINGER_S):
                    while len(batch) < BATCH and not _is_urgent(batch[-1]):
                        batch.append(await items.get())
            while len(batch) < BATCH and not items.empty():
                batch.append(items.get_nowait())
            await self.take(batch)

    async def take(self, batch: Iterable[InboxItem]) -> None:
        facts: list[Fact] = []
        warnings: list[DialplanWarning] = []
        for item in batch:
            match item:
                case AmiEvent():
                    self._node.heard(item.at)
                    facts += facts_of(item, self._numbers)
                    self._agents.see(item)
                    warnings += filter(None, [warning_of(item)])
                case Connected():
                    await self._ledger.take(facts)
                    facts = []
                    await self._snapshots.connected()
                case Lost():
                    self._snapshots.lost(item.at)
                    self._node.turn(up=False, at=item.at)
                    self._went()
        await self._ledger.take(facts)
        if warnings:
            await self._database.write(warn, warnings, self._clock())


def _is_urgent(item: InboxItem) -> bool:
    """Whether it must be written at once: an agent's phone rings (the screen pop), or the connection came or went."""
    if not isinstance(item, AmiEvent):
        return True
    return item.name == "Newchannel" and item.headers.get("Context") == Context.FROM_AGENT
