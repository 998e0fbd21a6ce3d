"""Publishes the outbox to the Redis stream, exactly once: an event's sequence number is its stream id, and the stream
refuses ids that it has had.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from hotline.redis_keys import STREAM
from hotline.runtime.database import Database
from hotline.store import outbox

log = logging.getLogger(__name__)

STREAM_LENGTH = 10_000  # the stream only notifies; it is not an archive
RETRY_S = 0.5
FORGET_EVERY_S = 1.0


class Publisher:
    """Sends the content of the outbox whenever `wake` is set."""

    def __init__(self, database: Database, redis: Redis) -> None:
        self._database = database
        self._redis = redis
        self._sent_up_to = 0
        self._forgotten_up_to = 0
        self._stream_is_ours = False
        self.wake = asyncio.Event()
        self.wake.set()  # an earlier process may have left something

    def works(self) -> list[Coroutine[Any, Any, None]]:
        """Tasks that run as long as the role."""
        return [self._send(), self._forget()]

    async def _send(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            try:
                await self._make_sure_of_stream()
                await self._send_all()
            except (RedisError, OSError) as error:
                log.warning("Redis does not take events, they wait in the outbox: %s", error)
                await asyncio.sleep(RETRY_S)
                self.wake.set()

    async def _send_all(self) -> None:
        """Send everything. A query that returns fewer rows than allowed has reached the end; later rows set `wake`
        again.
        """
        while True:
            rows = await self._database.read(outbox.waiting, self._sent_up_to)
            if rows:
                await self._add(rows)
                self._sent_up_to = rows[-1].seq
            if len(rows) < outbox.AT_ONCE:
                return

    async def _make_sure_of_stream(self) -> None:
        """A stream with later ids than SQL comes from another database and would refuse our events; it is deleted."""
        if self._stream_is_ours:
            return
        newest: Any = await self._redis.xrevrange(STREAM, count=1)
        last = int(newest[0][0].split(b"-")[0]) if newest else 0
        if last > await self._database.read(outbox.newest_seq):
            log.warning("the stream is another database's; a new one begins")
            await self._redis.delete(STREAM)
        self._stream_is_ours = True

    async def _add(self, rows: list[outbox.Waiting]) -> None:
        pipe = self._redis.pipeline(transaction=False)
        for row in rows:
            pipe.xadd(STREAM, _fields(row), id=f"{row.seq}-0", maxlen=STREAM_LENGTH, approximate=True)
        for answer in await pipe.execute(raise_on_error=False):
            if isinstance(answer, Exception) and not _has_it_already(answer):
                raise answer

    async def _forget(self) -> None:
        while True:
            await asyncio.sleep(FORGET_EVERY_S)
            if self._forgotten_up_to < self._sent_up_to:
                done = self._sent_up_to
                await self._database.write(outbox.forget, done)
                self._forgotten_up_to = done


def _fields(row: outbox.Waiting) -> dict[Any, Any]:
    return {
        "type": row.type,
        "at": row.at.isoformat(),
        "call": row.call,
        "agent": row.agent,
        "payload": orjson.dumps(row.payload),
    }


def _has_it_already(answer: Exception) -> bool:
    return isinstance(answer, ResponseError) and "equal or smaller" in str(answer)
