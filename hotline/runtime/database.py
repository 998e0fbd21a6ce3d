"""A role's only way to SQL: functions of hotline.store, run in threads, each in a transaction of its own.

Short reads, writes and searches (which look at many rows) have threads of their own, so that none waits behind another.
How many, and what an outage means to the caller, differs by role and stands in its SqlAccess.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from hotline.store.engine import checkpoint, reading, searching, writing

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

RETRY_FIRST_S = 0.1
RETRY_MOST_S = 2.0
CHECKPOINT_EVERY_S = 2.0
_OUTAGES = (OperationalError, InterfaceError)
_BROKEN_OFF = ("interrupted", "statement timeout")


class Outage(Enum):
    """What becomes of a caller while SQL is locked, full, restarted or unreachable. Other errors are raised at once."""

    WAIT = "wait"  # it waits until that is over: nothing may be dropped
    RAISE = "raise"  # it hears of it at once, and tells whoever asked


@dataclass(frozen=True, kw_only=True)
class SqlAccess:
    """How many threads do each kind of work, and what an outage means. A search is broken off after `search_s`; when
    `searches_at_once` run or wait, further ones are refused. None: no limit."""

    readers: int
    writers: int
    searchers: int
    outage: Outage
    search_s: float | None = None
    searches_at_once: int | None = None

    @property
    def connections(self) -> int:
        return self.readers + self.writers + self.searchers


# A role that records what happened: its writes follow one another, and none is lost.
RECORDING = SqlAccess(readers=1, writers=1, searchers=1, outage=Outage.WAIT)
# A role that answers people: a stalled write must not hold up a read, nor one person's search everybody.
SERVING = SqlAccess(readers=4, writers=3, searchers=2, outage=Outage.RAISE, search_s=15.0, searches_at_once=20)


class SearchTooLongError(Exception):
    """A search ran for longer than it may."""

    def __init__(self, limit_s: float) -> None:
        super().__init__(f"This search took longer than {limit_s:g} s and was broken off. Ask for a shorter period.")


class TooManySearchesError(Exception):
    """So many searches run or wait that this one was refused."""

    def __init__(self) -> None:
        super().__init__("Too many searches at once. Try again.")


class Database:
    """`stalled` says whether somebody waits for an outage to end."""

    def __init__(self, engine: Engine, access: SqlAccess = RECORDING) -> None:
        self._engine = engine
        self._access = access
        self._readers = ThreadPoolExecutor(access.readers, thread_name_prefix="sql-read")
        self._writers = ThreadPoolExecutor(access.writers, thread_name_prefix="sql-write")
        self._searchers = ThreadPoolExecutor(access.searchers, thread_name_prefix="sql-search")
        self._searches = 0
        self._glance: Connection | None = None
        self.stalled = False

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, …)` and give its result; raises what it raises."""
        return await self._do(
            self._readers, lambda: reading(self._engine), lambda connection: work(connection, *args, **kwargs)
        )

    async def glance(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, for a row or two by their key, as every request needs them. SQLite gives them sooner than another
        thread would begin, and its readers wait for no writer, so it is asked on the event loop; if it is locked after
        all, a reader's thread waits for it. PostgreSQL is asked in a thread.
        """
        if self._engine.dialect.name == "sqlite" and self._access.outage is Outage.RAISE:
            try:
                connection = self._glancing()
                with connection.begin():
                    return work(connection, *args, **kwargs)
            except OperationalError:
                pass
        return await self.read(work, *args, **kwargs)

    def _glancing(self) -> Connection:
        """The event loop's own connection, which never waits for a lock."""
        if self._glance is None:
            self._glance = self._engine.connect()
            with self._glance.begin():
                self._glance.exec_driver_sql("PRAGMA busy_timeout=0")
        return self._glance

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` and commit; raises what it raises."""
        return await self._do(
            self._writers, lambda: writing(self._engine), lambda connection: work(connection, *args, **kwargs)
        )

    async def search(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, for what may look at many rows; raises SearchTooLongError and TooManySearchesError too."""
        limit_s, at_once = self._access.search_s, self._access.searches_at_once
        if at_once is not None and self._searches >= at_once:
            raise TooManySearchesError
        self._searches += 1
        try:
            return await self._do(
                self._searchers, lambda: self._searching(), lambda connection: work(connection, *args, **kwargs)
            )
        except OperationalError as error:
            if limit_s is not None and any(words in str(error.orig) for words in _BROKEN_OFF):
                raise SearchTooLongError(limit_s) from None
            raise
        finally:
            self._searches -= 1

    def _searching(self) -> AbstractContextManager[Connection]:
        limit_s = self._access.search_s
        return reading(self._engine) if limit_s is None else searching(self._engine, limit_s)

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

    async def _do(
        self,
        threads: ThreadPoolExecutor,
        transaction: Callable[[], AbstractContextManager[Connection]],
        work: Callable[[Connection], T],
    ) -> T:
        def run() -> T:
            with transaction() as connection:
                return work(connection)

        if self._access.outage is Outage.WAIT:
            return await self._insist(threads, run)
        return await asyncio.get_running_loop().run_in_executor(threads, run)

    async def _insist(self, threads: ThreadPoolExecutor, run: Callable[[], T]) -> T:
        wait_s = RETRY_FIRST_S
        while True:
            try:
                result = await asyncio.get_running_loop().run_in_executor(threads, run)
            except DBAPIError as error:
                if not isinstance(error, _OUTAGES) and not error.connection_invalidated:
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
        """Wait for what was begun, then give the connections back."""
        for threads in self._pools:
            threads.shutdown()
        self._dispose()

    async def close_within(self, seconds: float) -> None:
        """As `close`, but what takes longer is left to itself, with its connection."""
        try:
            async with asyncio.timeout(seconds):
                for threads in self._pools:
                    await asyncio.to_thread(threads.shutdown, cancel_futures=True)
        except TimeoutError:
            for threads in self._pools:
                threads.shutdown(wait=False, cancel_futures=True)
        self._dispose()

    def _dispose(self) -> None:
        if self._glance is not None:
            self._glance.invalidate()  # with its own busy_timeout it is of no use to others
            self._glance.close()
        self._engine.dispose()

    @property
    def _pools(self) -> tuple[ThreadPoolExecutor, ...]:
        return self._readers, self._writers, self._searchers
