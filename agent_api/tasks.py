"""Tasks that run as long as the role, and their end.

redis-py loses a cancellation that comes while it opens a connection: the command goes on as if nothing had been said.
So a task is asked again until it has ended.
"""

import asyncio
from collections.abc import Collection

ASK_AGAIN_S = 0.2


async def end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel the tasks and return when all have ended, however they ended."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=ASK_AGAIN_S)
    await asyncio.gather(*tasks, return_exceptions=True)
