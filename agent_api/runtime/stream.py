"""The only reader of cti's event stream in this process. It starts with new events, survives restarts of Redis, and
never delivers an event twice."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from hotline.redis_keys import STREAM

log = logging.getLogger(__name__)

BLOCK_MS = 2000
AT_ONCE = 500
RETRY_S = 0.3


@dataclass(frozen=True, kw_only=True)
class StreamEvent:
    """`agent` is a username; `id` is that of the stream entry."""

    id: str
    type: str
    at: datetime
    agent: str
    call: str
    payload: dict[str, Any]


class StreamTail:
    """Passes each event to `deliver`, which must not block. `redis` must allow answers to take longer than BLOCK_MS."""

    def __init__(self, redis: Redis, deliver: Callable[[StreamEvent], None]) -> None:
        self._redis = redis
        self._deliver = deliver
        self._last: str | None = None

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self._take_up()
                while True:
                    await self._read()
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("the event stream cannot be read: %s", error)
                await asyncio.sleep(RETRY_S)

    async def _take_up(self) -> None:
        """Find where to continue: at the end the first time, later after the last event read, unless the stream was
        restarted with lower ids."""
        newest = await self._newest()
        if self._last is None or (_order(newest) < _order(self._last) and newest != "0-0"):
            self._last = newest

    async def _newest(self) -> str:
        try:
            info = await self._redis.xinfo_stream(STREAM)
        except ResponseError:  # the stream does not exist yet
            return "0-0"
        newest = info["last-generated-id"]
        return newest.decode() if isinstance(newest, bytes) else str(newest)

    async def _read(self) -> None:
        found: Any = await self._redis.xread({STREAM: self._last or "0-0"}, count=AT_ONCE, block=BLOCK_MS)
        if not found:
            await self._take_up()
            return
        for entry_id, fields in found[0][1]:
            self._last = entry_id.decode()
            event = _event(self._last, fields)
            if event is not None:
                self._deliver(event)


def _event(entry_id: str, fields: dict[bytes, bytes]) -> StreamEvent | None:
    try:
        payload = orjson.loads(fields.get(b"payload") or b"{}")
        return StreamEvent(
            id=entry_id,
            type=fields[b"type"].decode(),
            at=datetime.fromisoformat(fields[b"at"].decode()),
            agent=fields.get(b"agent", b"").decode(),
            call=fields.get(b"call", b"").decode(),
            payload=payload if isinstance(payload, dict) else {},
        )
    except (KeyError, ValueError):
        log.warning("event %s is malformed", entry_id)
        return None


def _order(entry_id: str) -> tuple[int, int]:
    """Stream ids are ordered by their two numbers."""
    first, _, second = entry_id.partition("-")
    return int(first), int(second or 0)
