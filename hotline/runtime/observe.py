"""A role's log, in which citizens' numbers are masked, and its heartbeat."""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable, Mapping

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.domain.numbers.masked_text import mask_numbers
from hotline.redis_keys import role_key

HEARTBEAT_S = 1.0
HEARTBEAT_TTL_S = 3  # a role without a heartbeat for this long is down


class MaskingFormatter(logging.Formatter):
    """Masks citizens' numbers in every log line, including tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_numbers(super().format(record))


def setup_logging(role: str) -> None:
    """Log to standard error, which the process that started the role keeps."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(f"%(asctime)s {role} %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


async def heartbeat(
    redis: "Redis", role: str, info: Callable[[], Mapping[str, object]] = dict, every_s: float = HEARTBEAT_S
) -> None:
    """Write a heartbeat every `every_s`, with what `info` returns. Errors of Redis are ignored: the
    next beat follows.
    """
    while True:
        beat = json.dumps({"at": time.time(), **info()})
        try:
            await redis.set(role_key(role), beat, ex=HEARTBEAT_TTL_S)
        except (RedisError, OSError):
            logging.getLogger(__name__).debug("Redis does not answer")
        await asyncio.sleep(every_s)
