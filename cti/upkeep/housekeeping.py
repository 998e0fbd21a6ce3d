"""Hourly: removes expired recordings and journals, and what belongs to them in SQL."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cti.intake.follower import JOURNAL
from cti.intake.second_witness import QUEUE_LOG
from cti.upkeep.keeping import FACTS_OUTLIVE, forget_old, remove_recordings, remove_turned, turn_journal
from hotline.asterisk.ami.actions import reload
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError
from hotline.asterisk.journal.reader import Position
from hotline.domain.midnight import midnight_of
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store import journal

EVERY_S = 3600.0


class Housekeeping:
    def __init__(
        self, settings: Settings, database: Database, ami: AmiConnection, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._database = database
        self._ami = ami
        self._clock = clock

    async def run(self) -> None:
        while True:
            await self._keep()
            await asyncio.sleep(EVERY_S)

    async def _keep(self) -> None:
        hotline, paths, node, now = self._settings.hotline, self._settings.paths, self._settings.node, self._clock()
        first_day = (now - timedelta(days=hotline.recording.keep_days)).astimezone(hotline.centre.zone).date()
        turned_before = now - timedelta(seconds=hotline.retention.journals)
        await self._keep_journal(paths.journal, JOURNAL, node, turned_before)
        if await self._keep_journal(paths.asterisk_log, QUEUE_LOG, f"{node}/{QUEUE_LOG}", turned_before):
            with contextlib.suppress(AmiError):  # Asterisk keeps this file open; it opens the journal for each line
                await self._ami.send(reload("logger"))
        await asyncio.to_thread(remove_recordings, paths.recordings, first_day)
        await self._database.write(
            forget_old, midnight_of(first_day, hotline.centre.zone), turned_before - FACTS_OUTLIVE, now
        )

    async def _keep_journal(self, folder: Path, name: str, source: str, turned_before: datetime) -> bool:
        """Rotate a journal and remove rotated files that were read long ago; returns whether a new file was begun."""
        position = Position.parse(await self._database.read(journal.position, source))
        await asyncio.to_thread(remove_turned, folder, name, position, turned_before)
        return await asyncio.to_thread(turn_journal, folder / name, self._clock())
