"""Brings agents' wishes and blocks from SQL into Asterisk: after a notification, when a block ends, and every
AGENTS_POLL_S, because a notification may be lost.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from cti.queues.agent_states import AgentStates
from cti.queues.blocks import block_and_load
from cti.queues.endpoint_config import EndpointConfig
from cti.queues.members import Members
from cti.queues.paused import PausedByAsterisk
from cti.queues.speed_dial_config import SpeedDialConfig
from hotline.domain.transfers.directory import emergency_numbers
from hotline.runtime.database import Database
from hotline.store.agents import agents
from hotline.store.transfers import directory

AGENTS_POLL_S = 2.0


class Tending:
    """`notice` says that there is work; `is_up` whether Asterisk can be told. `loaded` is called each time SQL has been
    read: agents' views may change, and the process that notified us may have left an event.
    """

    def __init__(
        self,
        *,
        database: Database,
        notice: asyncio.Event,
        states: AgentStates,
        paused: PausedByAsterisk,
        members: Members,
        endpoints: EndpointConfig,
        speed_dial: SpeedDialConfig,
        is_up: Callable[[], bool],
        loaded: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._notice = notice
        self._states = states
        self._paused = paused
        self._members = members
        self._endpoints = endpoints
        self._speed_dial = speed_dial
        self._is_up = is_up
        self._loaded = loaded
        self._clock = clock
        self._next_over: datetime | None = None

    def mark_stale(self, *, restarted: bool) -> None:
        """After a connect nobody knows which configuration Asterisk has read."""
        self._endpoints.mark_stale(restarted=restarted)
        self._speed_dial.mark_stale()
        self._notice.set()

    async def run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._rest_s()):
                    await self._notice.wait()
            self._notice.clear()
            await self.tend()

    def _rest_s(self) -> float:
        """Seconds until the next round without a notification: until the next block ends, at most."""
        if self._next_over is None:
            return AGENTS_POLL_S
        return min(AGENTS_POLL_S, max(0.0, (self._next_over - self._clock()).total_seconds()))

    async def tend(self) -> None:
        """One round: blocks into SQL, agents out of it, and the differences into Asterisk."""
        unanswered, without_codec = self._paused.take()
        staff = await self._database.write(block_and_load, unanswered, without_codec, self._clock())
        self._next_over = staff.next_over
        self._states.load_staff(staff)
        self._loaded()
        if not self._is_up():
            return
        entries = await self._database.read(directory.entries)
        self._states.load_emergency_numbers(emergency_numbers(entries))
        await self._speed_dial.agree(entries, staff.people)
        if await self._endpoints.agree(staff.people) and await self._members.agree(self._states.agents):
            news = [(agent.username, agent.rev) for agent in staff.people if agent.applied_rev != agent.rev]
            if news:
                await self._database.write(agents.applied, news)
