"""Today's accounting, cached for clients that ask every few seconds: a scrape must not read the whole day each time."""

import asyncio
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.domain.midnight import midnight
from hotline.runtime.database import Database
from hotline.store.reports import accounting
from hotline.store.reports.accounting import Accounting

KEPT_S = 60.0


class TodaysAudit:
    """Counts at most once in KEPT_S, and again when a new day begins."""

    def __init__(self, database: Database, zone: ZoneInfo, short_abandon_s: float) -> None:
        self._database = database
        self._zone = zone
        self._short_abandon_s = short_abandon_s
        self._one_at_a_time = asyncio.Lock()
        self._last: Accounting | None = None
        self._day: datetime | None = None
        self._counted_at = 0.0

    async def last(self, now: datetime) -> Accounting:
        """The accounting, at most KEPT_S old; raises what SQL raises."""
        day = midnight(now, self._zone)
        async with self._one_at_a_time:
            if self._last is None or self._day != day or time.monotonic() - self._counted_at >= KEPT_S:
                tomorrow = now + timedelta(days=1)
                self._last = await self._database.search(accounting.account, day, tomorrow, now, self._short_abandon_s)
                self._day, self._counted_at = day, time.monotonic()
            return self._last
