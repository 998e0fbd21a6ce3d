"""One cti at a time: a second one, started by mistake, waits for the first to end. Two would write the same calls."""

import asyncio
import fcntl
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

log = logging.getLogger(__name__)

RETRY_S = 0.5


@asynccontextmanager
async def single_instance(lock_path: Path) -> AsyncIterator[None]:
    """Held while this process lives; the kernel releases the lock however it ends."""
    lock_path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        waited = False
        while not _taken(lock):
            if not waited:
                log.warning("another cti is running on %s; this one waits for it to end", lock_path.parent)
            waited = True
            await asyncio.sleep(RETRY_S)
        yield
    finally:
        os.close(lock)


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
