"""A picture that all who watch it share: computed only while somebody watches, when something has changed, and at most
four times a second, whatever the number of watchers.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from agent_api.protocol.fields import Answer

log = logging.getLogger(__name__)

EVERY_S = 0.25
AT_LEAST_EVERY_S = 2.0  # what is in SQL may change without a notification


class SharedPicture:
    """`compute` reads it and `changed` is called when there is a new one. Its field `fresh` becomes false when it could
    not be read again. `unknown` is the picture before the first one."""

    def __init__(self, compute: Callable[[], Awaitable[Answer]], changed: Callable[[], None], unknown: Answer) -> None:
        self._compute = compute
        self._changed = changed
        self._watchers = 0
        self._wake = asyncio.Event()
        self.picture = unknown

    def note(self) -> None:
        """Something has changed that the picture may show."""
        if self._watchers:
            self._wake.set()

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[None]:
        """The picture is kept up to date meanwhile; the first who watches waits for the first one."""
        self._watchers += 1
        try:
            if self._watchers == 1:
                await self._read()
            yield
        finally:
            self._watchers -= 1

    async def run(self) -> None:
        """Compute until cancelled."""
        while True:
            await self._woken()
            if self._watchers:
                await self._read()
                self._changed()
            await asyncio.sleep(EVERY_S)

    async def _woken(self) -> None:
        try:
            async with asyncio.timeout(AT_LEAST_EVERY_S):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _read(self) -> None:
        try:
            self.picture = await self._compute()
        except SQLAlchemyError as error:
            log.warning("a picture cannot be read: SQL does not answer: %s", type(error).__name__)
            self.picture = self.picture.model_copy(update={"fresh": False})
