"""Watches the disk that Asterisk writes to, and acts before it is full: an alarm, then no more recordings, then
releasing a reserve for the journal.

If lines of the journal are lost nevertheless, the gap is recorded with its reason. Whether calls are recorded is a
global variable in Asterisk, so the dialplan does not depend on our processes.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from cti.upkeep.last_proof import LastProof
from hotline.asterisk.ami.actions import set_global
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError
from hotline.domain.space import MB, DiskSpace, SpaceLimits
from hotline.names.variables import Variable
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store.reports import alarms, gaps
from hotline.store.reports.alarms import AlarmKind

log = logging.getLogger(__name__)

EVERY_S = 1.0
TELL_AGAIN = 30  # after so many checks Asterisk is told again: it may have been restarted
RESERVE = 16 * MB
RESERVE_SHARE = 20  # at most 5 % of the disk
PROBE = 4096
ALARMS = {
    DiskSpace.LOW: AlarmKind.DISK_LOW,
    DiskSpace.NO_RECORDINGS: AlarmKind.RECORDINGS_STOPPED,
    DiskSpace.FULL: AlarmKind.DISK_FULL,
}


class SpaceWatch:
    """`level` is the result of the last check; `changed` is called when it changes."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        ami: AmiConnection,
        clock: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        disk = settings.hotline.disk
        self._limits = SpaceLimits(warn=int(disk.warn_mb * MB), recordings=int(disk.recordings_stop_mb * MB))
        self._node = settings.node
        self._folder = settings.paths.journal
        self._reserve = settings.state_dir / "reserve"
        self._database = database
        self._ami = ami
        self._clock = clock
        self._changed = changed
        self._filing: asyncio.Queue[Callable[[], Coroutine[Any, Any, None]]] = asyncio.Queue()
        self._proof = LastProof(settings.state_dir)
        self._good_at = clock()
        self._told: str | None = None
        self._looks = 0
        self.level = DiskSpace.ENOUGH
        self.full_since: datetime | None = None

    async def begin(self) -> None:
        """Restore what an earlier process knew. This runs before SQL is needed, which stalls on a full disk; by the
        time `works` start there may be space again.
        """
        self._good_at = self._proof.good_at() or self._good_at
        self.full_since = self._proof.full_since()
        _, writable = await asyncio.to_thread(self._measure)
        if not writable:
            self._release_reserve()
        self._note_gap(writable=writable)

    def works(self) -> list[Coroutine[Any, Any, None]]:
        """Tasks that run as long as the role."""
        return [self._watch(), self._file()]

    async def _watch(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(EVERY_S)

    async def _look(self) -> None:
        free, writable = await asyncio.to_thread(self._measure)
        before, self.level = self.level, self._limits.level(free, writable=writable, before=self.level)
        if not writable and self._release_reserve():
            log.error("the disk is full: the reserve is let go for the journal")
        self._note_gap(writable=writable)
        if self.level is not before:
            log.warning("room on the disk: %s (%d MB free)", self.level.value, free // MB)
            self._raise_alarm(before)
            self._changed()
        await self._tell_asterisk()

    def _measure(self) -> tuple[int, bool]:
        """The free bytes, and whether a file can be written."""
        usage = shutil.disk_usage(self._folder)
        self._keep_reserve(usage.total, usage.free)
        return usage.free, _can_write(self._folder)

    def _keep_reserve(self, total: int, free: int) -> None:
        """Only if as much again stays free, so that what was released for the journal is not taken back at once."""
        wanted = min(RESERVE, total // RESERVE_SHARE)
        if free <= 2 * wanted:
            return
        if self._reserve.exists() and self._reserve.stat().st_size >= wanted:
            return
        with suppress(OSError), self._reserve.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, wanted)

    def _release_reserve(self) -> bool:
        try:
            self._reserve.unlink()
        except OSError:
            return False
        return True

    def _note_gap(self, *, writable: bool) -> None:
        now = self._clock()
        if not writable:
            self._note_full()
            return
        if self.full_since is not None:
            since, self.full_since = self.full_since, None
            log.error("the journal could not be written from %s to %s", since, now)
            self._filing.put_nowait(lambda: self._file_gap(since, now))
        self._good_at = now
        self._proof.keep(now)

    def _note_full(self) -> None:
        if self.full_since is None:
            self.full_since = self._good_at
        self._proof.end()

    async def _file_gap(self, since: datetime, until: datetime) -> None:
        await self._database.write(gaps.record, self._node, since, until, gaps.DISK_FULL)
        if self.full_since is None:  # otherwise the disk is full again, and the mark belongs to the next gap
            self._proof.filed()

    def _raise_alarm(self, before: DiskSpace) -> None:
        kind = ALARMS.get(self.level)
        worse = list(DiskSpace).index(self.level) > list(DiskSpace).index(before)
        if kind is not None and worse:
            self._later(alarms.raise_alarm, kind, self._node, self._clock())

    async def _tell_asterisk(self) -> None:
        """At each change, and regularly: a restarted Asterisk does not know the variable."""
        self._looks += 1
        off = "1" if self.level in (DiskSpace.NO_RECORDINGS, DiskSpace.FULL) else ""
        if not self._ami.connected or (off == self._told and self._looks % TELL_AGAIN):
            return
        try:
            await self._ami.send(set_global(Variable.RECORDING_OFF, off))
        except AmiError as error:
            log.warning("Asterisk has not been told whether to record: %s", error)
        else:
            self._told = off

    def _later(self, work: Callable[..., None], *args: object) -> None:
        """Write it once SQL accepts writes again, without delaying the checks."""
        self._filing.put_nowait(lambda: self._database.write(work, *args))

    async def _file(self) -> None:
        while True:
            await (await self._filing.get())()


def _can_write(folder: Path) -> bool:
    probe = folder / ".probe"
    try:
        with probe.open("wb") as file:
            file.write(bytes(PROBE))
            file.flush()
            os.fsync(file.fileno())
        probe.unlink()
    except OSError:
        with suppress(OSError):
            probe.unlink()
        return False
    return True
