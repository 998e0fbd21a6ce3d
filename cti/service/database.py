"""The cti role's only way to SQL: one thread, so that its writes follow one another; trouble stalls, it never drops."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from cti.store.engine import reading, writing

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

RETRY_FIRST_S = 0.1
RETRY_MOST_S = 2.0


class Database:
    """Runs functions of cti.store, each in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sql-writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="sql-reader")
        self.stalled = False

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, …)` and give its result; raises what it raises."""

        def run() -> T:
            with reading(self._engine) as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._reader, run)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` and commit; while the database is away or locked, again and again until it is done.

        IntegrityError is raised: that is no trouble that goes by.
        """

        def run() -> T:
            with writing(self._engine) as connection:
                return work(connection, *args, **kwargs)

        wait_s = RETRY_FIRST_S
        while True:
            try:
                result = await asyncio.get_running_loop().run_in_executor(self._writer, run)
            except IntegrityError:
                raise
            except DBAPIError as error:
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
        self._engine.dispose()
