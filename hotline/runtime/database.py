"""A role's only way to SQL, where nothing may be dropped: one thread writes, so that writes follow one another; one
reads, and one reads what takes long, so that nothing that is awaited stands behind it.

Trouble that goes by (locked, full, restarted, unreachable) stalls the caller until it has gone by: nothing is dropped.
Anything else is raised at once.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from hotline.store.engine import checkpoint, reading, writing

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

RETRY_FIRST_S = 0.1
RETRY_MOST_S = 2.0
CHECKPOINT_EVERY_S = 2.0
GOES_BY = (OperationalError, InterfaceError)


class Database:
    """Runs functions of hotline.store, each in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sql-writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="sql-reader")
        self._slow_reader = ThreadPoolExecutor(1, thread_name_prefix="sql-slow-reader")
        self.stalled = False

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, …)` and give its result; raises what it raises, but for trouble that goes by."""

        def run() -> T:
            with reading(self._engine) as connection:
                return work(connection, *args, **kwargs)

        return await self._insist(self._reader, run)

    async def read_slowly(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, for what looks at many rows."""

        def run() -> T:
            with reading(self._engine) as connection:
                return work(connection, *args, **kwargs)

        return await self._insist(self._slow_reader, run)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` and commit; raises what it raises, but for trouble that goes by."""

        def run() -> T:
            with writing(self._engine) as connection:
                return work(connection, *args, **kwargs)

        return await self._insist(self._writer, run)

    async def keep_log_short(self) -> None:
        """SQLite's checkpoints, for all roles: from a thread that nobody waits for."""
        known = ""
        while True:
            await asyncio.sleep(CHECKPOINT_EVERY_S)
            if self._engine.dialect.name == "sqlite":
                trouble = await asyncio.to_thread(checkpoint, self._engine)
                if trouble != known:
                    log.warning("the database's WAL grows: %s", trouble or "no longer")
                known = trouble

    async def _insist(self, thread: ThreadPoolExecutor, run: Callable[[], T]) -> T:
        wait_s = RETRY_FIRST_S
        while True:
            try:
                result = await asyncio.get_running_loop().run_in_executor(thread, run)
            except DBAPIError as error:
                if not isinstance(error, GOES_BY) and not error.connection_invalidated:
                    raise
                if not self.stalled:
                    log.warning("SQL stalls, what comes waits: %s", error.orig)
                self.stalled = True
                await asyncio.sleep(wait_s)
                wait_s = min(RETRY_MOST_S, wait_s * 2)
            else:
                if self.stalled:
                    log.info("SQL goes on")
                self.stalled = False
                return result

    def close(self) -> None:
        self._writer.shutdown()
        self._reader.shutdown()
        self._slow_reader.shutdown()
        self._engine.dispose()
