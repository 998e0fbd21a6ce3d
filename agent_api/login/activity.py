"""When each log-in was used last, so that one that nobody uses any more ends (`login.idle`).

A request uses a log-in, and so does an open socket: an agent on a quiet night and a wall on a wall ask for nothing for
hours and are there all the same. What ends by itself is the log-in that no page and no program holds any more.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from hotline.runtime.database import Database
from hotline.store.agents import sessions

log = logging.getLogger(__name__)

EVERY_S = 30.0
IN_USE = timedelta(seconds=2 * EVERY_S)  # each process tells SQL once in EVERY_S


class Activity:
    """`idle_s` is how long a log-in lasts unused; `open_sockets` gives the token hashes of those that are open."""

    def __init__(self, database: Database, idle_s: float, open_sockets: Callable[[], Iterable[str]]) -> None:
        self._database = database
        self._idle = timedelta(seconds=idle_s)
        self._open_sockets = open_sockets
        self._used: set[str] = set()

    def used_since(self, now: datetime) -> datetime:
        """A log-in that was last used before this is over."""
        return now - self._idle

    def used(self, token_hash: str) -> None:
        self._used.add(token_hash)

    async def is_in_use(self, username: str, now: datetime) -> bool:
        """Whether somebody works with a log-in of this user: a page that is open, at whichever process of this role, or
        about to be open again, or a program. A log-in that was left behind, and may last for hours, does not count."""
        await self.flush()
        return await self._database.read(sessions.was_used, username, now - IN_USE, now)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self.flush()

    async def flush(self) -> None:
        used, self._used = self._used | set(self._open_sockets()), set()
        if not used:
            return
        try:
            await self._database.write(sessions.touch, used, datetime.now(UTC))
        except SQLAlchemyError as error:
            log.warning("the use of log-ins is not recorded: %s", type(error).__name__)
            self._used |= used
