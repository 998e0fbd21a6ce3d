"""What the machine lets a process have, taken as far as it goes."""

import asyncio
import logging
import resource
from typing import Any

FILES = 65_536  # sockets are files; the usual soft limit of 1,024 is a flood of silent connections away
ERRORS_EVERY_S = 10.0

log = logging.getLogger(__name__)


def raise_file_limit(wanted: int = FILES) -> int:
    """Raise the limit of open files up to what the machine allows; what it is then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return wanted if soft == resource.RLIM_INFINITY else soft


def rate_errors(loop: asyncio.AbstractEventLoop) -> None:
    """What the event loop complains of, such as a connection that cannot be accepted, is logged once in ERRORS_EVERY_S:
    asyncio would write a traceback for each, thousands in a second."""
    logged: dict[str, float] = {}

    def complain(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        message = str(context.get("message"))
        if loop.time() - logged.get(message, float("-inf")) >= ERRORS_EVERY_S:
            logged[message] = loop.time()
            loop.default_exception_handler(context)

    loop.set_exception_handler(complain)
