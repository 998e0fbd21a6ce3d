"""The callback role: dials what is planned and offers what is owed, in rounds."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from callback.dialler import Dialler
from callback.offers import Offers
from callback.originator import Originator
from callback.supervisors import Supervisors
from hotline.asterisk.ami.connection import AmiConnection
from hotline.names.work import Work
from hotline.redis_keys import NOTIFY
from hotline.runtime.database import Database
from hotline.runtime.notify import notify
from hotline.settings.environment import Settings
from hotline.store.reports.today import Owed, owed

log = logging.getLogger(__name__)

EVERY_S = 0.5


class Service:
    """`works` run until cancelled; `as_json` is the content of the heartbeat."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        redis: Redis,
        ami: AmiConnection,
        originator: Originator,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._redis = redis
        self._ami = ami
        self._clock = clock
        self._dialler = Dialler(
            hotline=settings.hotline, database=database, redis=redis, ami=ami, originator=originator, clock=clock
        )
        self._supervisors = Supervisors(database=database, redis=redis, ami=ami, originator=originator, clock=clock)
        self._offers = Offers(settings=settings, database=database, redis=redis, clock=clock)
        self._notified = asyncio.Event()
        self._owed = Owed(count=0, oldest=None)

    def as_json(self) -> dict[str, object]:
        return self._owed.as_json(self._clock())

    def works(self) -> list[Coroutine[Any, Any, None]]:
        return [self._ami.run(), self._listen(), self._work()]

    async def _work(self) -> None:
        while True:
            await self._supervisors.work()
            await self._dialler.work()
            if await self._offers.work(await self._dialler.callbacks()):
                await notify(self._redis, Work.CALLBACKS)  # cti publishes the outbox, and updates the agents' blocks
                continue
            self._owed = await self._database.read(owed)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._notified.wait()
            self._notified.clear()

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.subscribe(NOTIFY)
                    async for message in subscription.listen():
                        if message["type"] == "message" and message["data"] == Work.CALLBACKS.encode():
                            self._notified.set()
            except (RedisError, OSError):
                await asyncio.sleep(EVERY_S)
