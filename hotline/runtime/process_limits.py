"""Resource limits of a process, how its threads share the interpreter, and a limit on the event loop's errors."""

import asyncio
import gc
import logging
import resource
import sys
from typing import Any

FILES = 65_536  # sockets count; a flood of idle connections would soon use up the usual soft limit of 1,024
ERRORS_EVERY_S = 10.0
SWITCH_S = 0.001

log = logging.getLogger(__name__)


def raise_file_limit(wanted: int = FILES) -> int:
    """Raise the limit of open files as far as the machine allows; returns the new limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return wanted if soft == resource.RLIM_INFINITY else soft


def favour_event_loop() -> None:
    """Shorten what the event loop waits for while other threads compute, as for an export. Call it once all is loaded.

    A thread that computes gives the interpreter away after a millisecond; the default is five, and a request asks for
    it several times. The garbage collector does not look through the modules again: that would stop all threads for a
    tenth of a second whenever an export has made enough objects.
    """
    sys.setswitchinterval(SWITCH_S)
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
