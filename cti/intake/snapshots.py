"""Takes a snapshot of Asterisk after each connect, and judges which channels are missing in it.

What the snapshot proves is written at once. Missing channels are judged when the journal has been read to its end
(cti.intake.resync), perhaps only after a restart of cti: two marks in SQL say when Asterisk was heard last, and which
start of Asterisk has been judged.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from cti.intake.ledger import Ledger
from cti.intake.resync import UnverifiedSnapshot, hold_facts, lost_channels, open_channels
from cti.queues.seen import AgentsSeen
from cti.queues.tending import Tending
from cti.wall.node import Node
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError
from hotline.asterisk.ami.snapshot import Snapshot, standing_facts, take_snapshot
from hotline.runtime.database import Database
from hotline.store import key_values

log = logging.getLogger(__name__)

RETRY_S = 1.0
REMEMBER_S = 1.0


class Snapshots:
    """`came` is called when Asterisk is up again."""

    def __init__(
        self,
        *,
        ami: AmiConnection,
        database: Database,
        ledger: Ledger,
        agents: AgentsSeen,
        tending: Tending,
        node: Node,
        came: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._ami = ami
        self._database = database
        self._ledger = ledger
        self._agents = agents
        self._tending = tending
        self._node = node
        self._came = came
        self._clock = clock
        self._unverified: UnverifiedSnapshot | None = None
        self._verify = asyncio.Event()
        self._lost_at: datetime | None = None
        self._started_mark = f"asterisk_started:{node.name}"
        self._heard_mark = f"asterisk_heard:{node.name}"

    def works(self) -> list[Coroutine[Any, Any, None]]:
        """Tasks that run as long as the role."""
        return [self._judge(), self._remember_hearing()]

    def lost(self, at: datetime) -> None:
        """The connection is lost."""
        self._lost_at = at

    async def connected(self) -> None:
        """Take the snapshot, write what it proves, and announce that Asterisk is up."""
        known = open_channels(self._ledger.table)
        snapshot = await self._take()
        if snapshot is None:
            return
        taken_s = asyncio.get_running_loop().time()
        died_at = await self._died_at(snapshot)
        await self._ledger.take(standing_facts(snapshot), corrects=True)
        await self._ledger.take(hold_facts(self._ledger.table, snapshot), corrects=True)
        self._unverified = UnverifiedSnapshot(snapshot=snapshot, died_at=died_at, known=known, taken_s=taken_s)
        await self._agents.load(snapshot, died_at)
        self._node.turn(up=True, at=self._clock())
        self._tending.mark_stale(restarted=died_at is not None)
        self._came()

    def caught_up(self, read_s: float) -> None:
        """The journal was at its end at `read_s`: everything that happened before is known now."""
        if self._unverified is not None and self._unverified.taken_s < read_s:
            self._verify.set()

    async def _take(self) -> Snapshot | None:
        """None if the connection has been lost again; the next connect takes another one."""
        while self._ami.connected:
            try:
                return await take_snapshot(self._ami, self._clock)
            except AmiError as error:
                log.warning("Asterisk gives no snapshot: %s", error)
                await asyncio.sleep(RETRY_S)
        return None

    async def _died_at(self, snapshot: Snapshot) -> datetime | None:
        """When Asterisk was heard last, if it was restarted since its calls were judged; else None."""
        before = await self._database.read(key_values.get, self._started_mark)
        if before is None or before == snapshot.started:
            return None
        if self._unverified is not None and self._unverified.died_at is not None:
            return self._unverified.died_at  # connected twice since
        if self._lost_at is None:
            heard = await self._database.read(key_values.get, self._heard_mark)
            return datetime.fromisoformat(heard) if heard else snapshot.at
        return self._lost_at

    async def _judge(self) -> None:
        while True:
            await self._verify.wait()
            self._verify.clear()
            unverified, self._unverified = self._unverified, None
            if unverified is not None:
                lost = list(lost_channels(self._ledger.table, unverified))
                await self._ledger.take(lost, corrects=True)
                # again, because the journal may have reported calls that were cut off
                if unverified.died_at is not None:
                    await self._agents.let_off(unverified.died_at, unverified.snapshot.at)
                # only now: if this process ends before, the next one must judge these calls
                await self._database.write(key_values.put, self._started_mark, unverified.snapshot.started)

    async def _remember_hearing(self) -> None:
        """Store when Asterisk was heard last, in case this process and Asterisk die together."""
        while True:
            if self._node.hears:
                await self._database.write(key_values.put, self._heard_mark, self._clock().isoformat())
            await asyncio.sleep(REMEMBER_S)
