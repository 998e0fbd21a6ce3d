"""Waiting in tests that run in an event loop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from hotline.runtime.tasks import end

_PAUSE_S = 0.005


@asynccontextmanager
async def running(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run these meanwhile; an exception of one of them is raised here."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        over = [task for task in tasks if task.done()]
        await end(tasks)
    for task in over:
        task.result()


async def soon(condition: Callable[[], Awaitable[object]] | Callable[[], object], within_s: float = 20.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(within_s):
        while True:
            answer = condition()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(_PAUSE_S)
