"""Tasks that run as long as a role, and their end.

redis-py loses a cancellation that comes while it opens a connection: the command goes on as if nothing had been said.
So a task is asked again until it has ended; and a role's tasks stand side by side, for a task group asks only once.
"""

import asyncio
import signal
from collections.abc import Collection, Coroutine
from typing import Any

ASK_AGAIN_S = 0.2


async def until_told(*works: Coroutine[Any, Any, None]) -> None:
    """Run these until SIGTERM or SIGINT, or until one of them ends; raises what that one raised."""
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
    """Cancel the tasks and return when all have ended, however they ended."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=ASK_AGAIN_S)
