"""Records when each log-in was last used, so that unused ones end (`login.idle`).

Both requests and open sockets count as use: an agent on a quiet night, or a wall on a television, sends no requests for
hours. So a log-in ends by itself only if no page or program holds it any more.
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
IN_USE = timedelta(seconds=2 * EVERY_S)  # each process reports to SQL once in EVERY_S


class Activity:
    """`idle_s` is how long an unused log-in lasts; `open_sockets` gives the token hashes of the open ones."""

    def __init__(self, database: Database, idle_s: float, open_sockets: Callable[[], Iterable[str]]) -> None:
        self._database = database
        self._idle = timedelta(seconds=idle_s)
        self._open_sockets = open_sockets
        self._used: set[str] = set()

    def used_since(self, now: datetime) -> datetime:
        """A log-in that was last used before this time has ended."""
        return now - self._idle

    def used(self, token_hash: str) -> None:
        self._used.add(token_hash)

    async def is_in_use(self, username: str, now: datetime) -> bool:
        """Whether somebody works with a log-in of this user: a page that is open (or about to reconnect) at any process
        of this role, or a program. An abandoned log-in, which may last for hours, does not count."""
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
            log.warning("the use of log-ins could not be recorded: %s", type(error).__name__)
            self._used |= used
