"""Running a role's tasks, and ending them.

redis-py can lose a cancellation that arrives while it opens a connection, and then continues. So a task is cancelled
repeatedly until it has ended. A task group cannot be used, because it cancels only once.
"""

import asyncio
import signal
from collections.abc import Collection, Coroutine
from typing import Any

ASK_AGAIN_S = 0.2


async def until_told(*works: Coroutine[Any, Any, None]) -> None:
    """Run these until SIGTERM or SIGINT, or until one of them ends; raises that one's exception."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    tasks = [asyncio.ensure_future(work) for work in works]
    stop = asyncio.ensure_future(stopped.wait())
    done, _ = await asyncio.wait({*tasks, stop}, return_when=asyncio.FIRST_COMPLETED)
    await end([*tasks, stop])
    for task in done:
        task.result()


async def end(tasks: Collection["asyncio.Future[Any]"]) -> None:
    """Cancel the tasks and return when all have ended, in whatever way."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=ASK_AGAIN_S)
