"""Resource limits of a process, pauses of its garbage collector, and a limit on the event loop's error messages."""

import asyncio
import gc
import logging
import resource
from typing import Any

FILES = 65_536  # sockets count; a flood of idle connections would soon use up the usual soft limit of 1,024
ERRORS_EVERY_S = 10.0

log = logging.getLogger(__name__)


def raise_file_limit(wanted: int = FILES) -> int:
    """Raise the limit of open files as far as the machine allows; returns the new limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return wanted if soft == resource.RLIM_INFINITY else soft


def shorten_collections() -> None:
    """Call it once everything is loaded: the garbage collector then does not look through the modules again. It would
    stop all threads, and so the event loop, for a tenth of a second whenever an export has made enough objects.
    """
    gc.collect()
    gc.freeze()


def rate_errors(loop: asyncio.AbstractEventLoop) -> None:
    """Log each of the event loop's errors, such as a connection that cannot be accepted, only once in ERRORS_EVERY_S:
    asyncio would log a traceback for each, thousands in a second.
    """
    logged: dict[str, float] = {}

    def complain(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        message = str(context.get("message"))
        if loop.time() - logged.get(message, float("-inf")) >= ERRORS_EVERY_S:
            logged[message] = loop.time()
            loop.default_exception_handler(context)

    loop.set_exception_handler(complain)
