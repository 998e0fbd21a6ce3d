"""Retention: each night, expired data are removed in small steps with pauses, so that calls are still recorded
promptly.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store import key_values
from hotline.store.privacy import expiry

log = logging.getLogger(__name__)

EVERY_S = 600.0
FROM_HOUR = 2  # after the audit of yesterday
REST_S = 0.2
DONE = "retention_done"


class Retention:
    """Runs once a day, after FROM_HOUR in the centre's time zone; a missed night is made up for after a start."""

    def __init__(self, hotline: Hotline, database: Database, clock: Callable[[], datetime]) -> None:
        self._hotline = hotline
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        while True:
            local = self._clock().astimezone(self._hotline.centre.zone)
            today = local.date().isoformat()
            if local.hour >= FROM_HOUR and await self._database.read(key_values.get, DONE) != today:
                await self.expire()
                await self._database.write(key_values.put, DONE, today)
            await asyncio.sleep(EVERY_S)

    async def expire(self) -> None:
        """Remove or anonymise everything that has expired by now."""
        now, kept = self._clock(), self._hotline.retention
        for what, step, keep_s in (
            ("calls", expiry.expire_calls, kept.calls),
            ("tickets", expiry.expire_tickets, kept.tickets),
            ("looks", expiry.expire_looks, kept.looks),
        ):
            gone = 0
            while some := await self._database.write(step, now - timedelta(seconds=keep_s)):
                gone += some
                await asyncio.sleep(REST_S)
            if gone:
                log.info("retention: %d %s are past their time", gone, what)
