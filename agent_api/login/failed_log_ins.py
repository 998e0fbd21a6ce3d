"""Failed log-ins on their way into the log of access: those of a second in one transaction, equal ones in one row with
their count, so that a flood of guesses is seen and does not become a flood of writes.

What succeeds is not written here but in the transaction that does it.
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
DIFFERENT = 50  # rows of one second; more are counted together, without a name and an address


class FailedLogIns:
    """`clock` gives monotonic seconds."""

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
        """An alarm, with what is written next."""
        log.warning("%s: %s", kind.value, subject)
        self._alarms.add((kind, subject[:64]))
        self._wake.set()

    def refused(self, address: str) -> None:
        """An attempt was not looked at, after too many failures."""
        self._count(AccessKind.LOGIN_REFUSED, "", address)

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(EVERY_S)
            self._wake.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write what waits; what the database does not take now stays."""
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
            log.warning("failed log-ins cannot be recorded: %s", type(error).__name__)
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
