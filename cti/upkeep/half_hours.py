"""Counts the marked half hours again: corrections and reached callbacks within a second; after an upgrade all earlier
calls, in steps so small that calls are filed in between.
"""

import asyncio
import logging
import time
from collections.abc import Callable

from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store.calls import half_hours

log = logging.getLogger(__name__)

EVERY_S = 1.0
REST_S = 0.05
TELL_EVERY_S = 10.0


class HalfHours:
    """`changed` is called when sums have changed."""

    def __init__(self, hotline: Hotline, database: Database, changed: Callable[[], None]) -> None:
        self._zone = hotline.centre.zone
        self._limits = {queue.name: queue.service_level_s for queue in hotline.queues}
        self._database = database
        self._changed = changed

    async def run(self) -> None:
        while True:
            await self.count()
            await asyncio.sleep(EVERY_S)

    async def count(self) -> None:
        """Count until nothing is marked. What takes long is told in the log."""
        told_at, counted = time.monotonic(), 0
        while await self._database.read(half_hours.is_marked):
            counted += await self._database.write(half_hours.recount_marked, self._zone, self._limits)
            self._changed()
            if time.monotonic() - told_at > TELL_EVERY_S:
                told_at = time.monotonic()
                left = await self._database.read(half_hours.marked)
                log.info("figures: %d half hours are counted, %d are left", counted, left)
            await asyncio.sleep(REST_S)
