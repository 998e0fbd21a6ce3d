"""Waits until Asterisk has been told of a change to an agent: the response comes when cti has applied it, or after
PATIENCE_S.

All waiting requests share one query, so that a whole shift may sign in at once.
"""

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from agent_api.runtime.live import Live
from hotline.names.roles import RoleName
from hotline.names.work import Work
from hotline.runtime.database import Database
from hotline.store.agents import revisions

POLL_S = 0.02
PATIENCE_S = 3.0


class Applied:
    """`told` waits for one agent's revision."""

    def __init__(self, database: Database, live: Live) -> None:
        self._database = database
        self._live = live
        self._waiting: dict[str, list[tuple[int, asyncio.Event]]] = {}
        self._poll: asyncio.Task[None] | None = None

    async def told(self, username: str, rev: int) -> bool:
        """Notify cti and wait; returns whether Asterisk knows this revision now. Without cti there is no wait."""
        await self._live.notify(Work.AGENTS)
        if await self._live.role(RoleName.CTI) is None:
            return False
        done = asyncio.Event()
        self._waiting.setdefault(username, []).append((rev, done))
        if self._poll is None or self._poll.done():
            self._poll = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(PATIENCE_S):
                await done.wait()
        except TimeoutError:
            return False
        finally:
            self._leave(username, done)
        return True

    def _leave(self, username: str, done: asyncio.Event) -> None:
        still = [(rev, other) for rev, other in self._waiting.get(username, ()) if other is not done]
        if still:
            self._waiting[username] = still
        else:
            self._waiting.pop(username, None)

    async def _look(self) -> None:
        while self._waiting:
            try:
                revs = await self._database.read(revisions.applied_revs, list(self._waiting))
            except SQLAlchemyError:
                revs = {}
            for username, applied_rev in revs.items():
                for rev, done in self._waiting.get(username, ()):
                    if applied_rev >= rev:
                        done.set()
            await asyncio.sleep(POLL_S)
