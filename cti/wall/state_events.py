"""Writes events of agents' states to SQL, separately from the wall, which must be published even while SQL stalls."""

import asyncio
from collections.abc import Callable, Sequence

from hotline.domain.calls.events import Event
from hotline.runtime.database import Database
from hotline.store import outbox


class StateEvents:
    """`stored` is called when some have been put into the outbox."""

    def __init__(self, database: Database, stored: Callable[[], None]) -> None:
        self._database = database
        self._stored = stored
        self._waiting: asyncio.Queue[Sequence[Event]] = asyncio.Queue()

    def put(self, events: Sequence[Event]) -> None:
        if events:
            self._waiting.put_nowait(events)

    async def run(self) -> None:
        while True:
            await self._database.write(outbox.put, await self._waiting.get())
            self._stored()
