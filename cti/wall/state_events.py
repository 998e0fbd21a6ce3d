"""Writes events of agents' states to SQL, separately from the wall, which must be published even while SQL stalls."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hotline.domain.calls.events import Event, EventType
from hotline.runtime.database import Database
from hotline.store import outbox
from hotline.store.agents import spells


class StateEvents:
    """`stored` is called when some have been put into the outbox."""

    def __init__(self, database: Database, zone: ZoneInfo, stored: Callable[[], None]) -> None:
        self._database = database
        self._zone = zone
        self._stored = stored
        self._waiting: asyncio.Queue[Sequence[Event]] = asyncio.Queue()

    def put(self, events: Sequence[Event]) -> None:
        if events:
            self._waiting.put_nowait(events)

    async def run(self) -> None:
        while True:
            await self._database.write(_store, await self._waiting.get(), self._zone)
            self._stored()


def _store(connection: Connection, events: Sequence[Event], zone: ZoneInfo) -> None:
    outbox.put(connection, events)
    states = {event.agent: event for event in events if event.type is EventType.AGENT_STATE}  # the last of each
    spells.enter(connection, [_entered(event) for event in states.values()], zone)


def _entered(event: Event) -> spells.Entered:
    return spells.Entered(
        agent=event.agent,
        state=str(event.payload["state"]),
        reason=str(event.payload["reason"]),
        since=datetime.fromisoformat(str(event.payload["since"])),
        at=event.at,
    )
