"""In how many days there will be no room for recordings: at the pace of the last week, less those that expire."""

import asyncio
import logging
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from hotline.domain.space import MB, days_until_full
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store.calls import recordings

log = logging.getLogger(__name__)

EVERY_S = 3600.0
OVER = timedelta(days=7)  # a whole week: weekends are quieter


class SpaceForecast:
    """`days` until recordings stop; None if that is not to be expected, or not known yet."""

    def __init__(self, settings: Settings, database: Database, clock: Callable[[], datetime]) -> None:
        self._limit = int(settings.hotline.disk.recordings_stop_mb * MB)
        self._kept_for = timedelta(days=settings.hotline.recording.keep_days)
        self._folder = settings.paths.recordings
        self._database = database
        self._clock = clock
        self.days: float | None = None

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        now, week = self._clock(), OVER / timedelta(days=1)
        try:
            free = (await asyncio.to_thread(shutil.disk_usage, self._folder)).free
        except OSError as error:  # the folder is made by the first start of Asterisk
            log.info("the space for recordings is not known: %s", error)
            return
        written, expiring = await self._database.search(_last_week, now, self._kept_for)
        self.days = days_until_full(
            free=free, limit=self._limit, written_a_day=written / week, expiring_a_day=expiring / week
        )


def _last_week(connection: Connection, now: datetime, kept_for: timedelta) -> tuple[int, int]:
    """Bytes that were written in the last week, and that expire in the next one."""
    expires_from = now - kept_for
    written = recordings.bytes_kept(connection, now - OVER)
    return written, recordings.bytes_of_calls(connection, expires_from, expires_from + OVER)
