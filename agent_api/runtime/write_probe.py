"""Tries whether SQL accepts writes, because a full disk still answers every query."""

import asyncio
import time
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from hotline.runtime.database import Database
from hotline.store import key_values

GOOD_FOR_S, BAD_FOR_S = 5.0, 1.0  # how long a result is reused, so that frequent checks cause no writes
WITHIN_S = 2.0


class WriteProbe:
    """Only one try at a time, however many ask."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._one_at_a_time = asyncio.Lock()
        self._writable = False
        self._until = 0.0

    async def writable(self) -> bool:
        async with self._one_at_a_time:
            if time.monotonic() >= self._until:
                self._writable = await self._try()
                self._until = time.monotonic() + (GOOD_FOR_S if self._writable else BAD_FOR_S)
            return self._writable

    async def _try(self) -> bool:
        try:
            async with asyncio.timeout(WITHIN_S):
                await self._database.write(_write)
        except (SQLAlchemyError, TimeoutError):
            return False
        return True


def _write(connection: Connection) -> None:
    key_values.put(connection, "write_probe", datetime.now(UTC).isoformat())
