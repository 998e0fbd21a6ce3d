"""Writes failed log-ins to the access log: once a second in one transaction, and equal ones as one row with a count, so
that a flood of guesses is visible without becoming a flood of writes.

Successful log-ins are written by their own transaction instead.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from agent_api.login.guess_watch import GuessWatch
from agent_api.protocol.remote import origin_group
from hotline.runtime.database import Database
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access, AccessKind
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind

log = logging.getLogger(__name__)

EVERY_S = 1.0
DIFFERENT = 50  # rows per second; failures beyond are counted in one row without name and address


class FailedLogIns:
    """`clock` returns monotonic seconds."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._watch = GuessWatch(clock)
        self._waiting: Counter[tuple[AccessKind, str, str]] = Counter()
        self._alarms: set[tuple[AlarmKind, str]] = set()
        self._wake = asyncio.Event()

    def failed(self, username: str, address: str, *, exists: bool) -> None:
        """A password or a code was wrong."""
        self._count(AccessKind.LOGIN_FAILED, username if exists else "", address)
        for kind, subject in self._watch.failed(username, origin_group(address), exists=exists):
            self.raise_alarm(kind, subject)

    def raise_alarm(self, kind: AlarmKind, subject: str) -> None:
        """Raise an alarm with the next write."""
        log.warning("%s: %s", kind.value, subject)
        self._alarms.add((kind, subject[:64]))
        self._wake.set()

    def refused(self, address: str) -> None:
        """An attempt was refused unchecked, after too many failures."""
        self._count(AccessKind.LOGIN_REFUSED, "", address)

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(EVERY_S)
            self._wake.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write what is waiting; keep what the database does not accept now."""
        waiting, self._waiting = self._waiting, Counter()
        sounding, self._alarms = self._alarms, set()
        now = datetime.now(UTC)
        entries = [
            Access(at=now, kind=kind, username=username, address=address, count=count)
            for (kind, username, address), count in waiting.items()
        ]
        if not entries and not sounding:
            return
        try:
            await self._database.write(_write, entries, sounding, now)
        except SQLAlchemyError as error:
            log.warning("failed log-ins could not be recorded: %s", type(error).__name__)
            self._waiting += waiting
            self._alarms |= sounding
            self._wake.set()

    def _count(self, kind: AccessKind, username: str, address: str) -> None:
        key = (kind, username, address)
        if len(self._waiting) >= DIFFERENT and key not in self._waiting:
            key = (kind, "", "")
        self._waiting[key] += 1
        self._wake.set()


def _write(
    connection: Connection, entries: Sequence[Access], sounding: Iterable[tuple[AlarmKind, str]], now: datetime
) -> None:
    access_log.record(connection, entries)
    for kind, subject in sounding:
        alarms.raise_alarm(connection, kind, subject, now)
