"""From the outbox to the Redis stream, exactly once: an event's sequence number is its id in the stream, which refuses
an id that it has had.
"""

import asyncio
import logging
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from sqlalchemy import Connection

from cti.service.database import Database
from cti.store import outbox

log = logging.getLogger(__name__)

STREAM = "hotline:events"
STREAM_LENGTH = 10_000  # the stream is a doorbell, not an archive
RETRY_S = 0.5


class Publisher:
    """Sends what the outbox holds whenever `wake` is set."""

    def __init__(self, database: Database, redis: Redis) -> None:
        self._database = database
        self._redis = redis
        self._sent_up_to = 0
        self.wake = asyncio.Event()
        self.wake.set()  # an earlier life may have left something

    async def run(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            try:
                while await self._send_some():
                    pass
            except (RedisError, OSError) as error:
                log.warning("Redis does not take events, they wait in the outbox: %s", error)
                await asyncio.sleep(RETRY_S)
                self.wake.set()

    async def _send_some(self) -> bool:
        """Send the oldest events; whether there may be more."""
        rows = await self._database.write(_next, self._sent_up_to)
        for row in rows:
            fields: dict[Any, Any] = {
                "type": row.type,
                "at": row.at.isoformat(),
                "call": row.call,
                "agent": row.agent,
                "payload": orjson.dumps(row.payload),
            }
            try:
                await self._redis.xadd(STREAM, fields, id=f"{row.seq}-0", maxlen=STREAM_LENGTH, approximate=True)
            except ResponseError as error:
                if "equal or smaller" not in str(error):
                    raise
            self._sent_up_to = row.seq
        return bool(rows)


def _next(connection: Connection, sent_up_to: int) -> list[outbox.Waiting]:
    outbox.forget(connection, sent_up_to)
    return outbox.waiting(connection)
