"""SQL from the event loop: functions of cti.store in threads, as many as the engine has connections."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from cti.store.engine import reading, writing

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 5
CLOSE_S = 2.0


class Database:
    """Runs functions of cti.store, each in a transaction of its own; raises what they raise."""

    def __init__(self, engine: Engine, threads: int = CONNECTIONS) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="sql")

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run() -> T:
            with reading(self._engine) as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run() -> T:
            with writing(self._engine) as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def close(self) -> None:
        """Give the connections back, those too that are in use at this moment."""
        try:
            async with asyncio.timeout(CLOSE_S):
                await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
        except TimeoutError:
            self._threads.shutdown(wait=False, cancel_futures=True)
        self._engine.dispose()
