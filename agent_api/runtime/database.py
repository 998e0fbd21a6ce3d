"""SQL from the event loop: functions of hotline.store in threads, as many as the engine has connections.

Three kinds of work have threads of their own, so that none waits behind another: short reads, writes (which a stalled
database holds up for long), and searches, which look at many rows, are few at once and are broken off after SEARCH_S.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from agent_api.protocol.problem import Problem
from hotline.store.engine import reading, searching, writing

P = ParamSpec("P")
T = TypeVar("T")

READERS, WRITERS, SEARCHERS = 4, 3, 2
CONNECTIONS = READERS + WRITERS + SEARCHERS
SEARCH_S = 15.0
SEARCHES_IN_LINE = 20  # a supervisor waits for one; more than these wait for somebody's script
CLOSE_S = 2.0
_BROKEN_OFF = ("interrupted", "statement timeout")


class Database:
    """Runs functions of hotline.store, each in a transaction of its own; raises what they raise."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sql")
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="sql-write")
        self._searchers = ThreadPoolExecutor(SEARCHERS, thread_name_prefix="sql-search")
        self._searches = 0

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run() -> T:
            with reading(self._engine) as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)

    async def search(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, for what may look at many rows: 503 when it takes too long, or too many are under way."""

        def run() -> T:
            with searching(self._engine, SEARCH_S) as connection:
                return work(connection, *args, **kwargs)

        if self._searches >= SEARCHES_IN_LINE:
            raise Problem(503, "Too many searches at once. Try again.", headers={"Retry-After": "2"})
        self._searches += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._searchers, run)
        except OperationalError as error:
            if any(words in str(error.orig) for words in _BROKEN_OFF):
                detail = f"This search took longer than {SEARCH_S:g} s and was broken off. Ask for a shorter period."
                raise Problem(503, detail) from None
            raise
        finally:
            self._searches -= 1

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run() -> T:
            with writing(self._engine) as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._writers, run)

    async def close(self) -> None:
        """Give the connections back, those too that are in use at this moment."""
        pools = (self._readers, self._writers, self._searchers)
        try:
            async with asyncio.timeout(CLOSE_S):
                for pool in pools:
                    await asyncio.to_thread(pool.shutdown, cancel_futures=True)
        except TimeoutError:
            for pool in pools:
                pool.shutdown(wait=False, cancel_futures=True)
        self._engine.dispose()
