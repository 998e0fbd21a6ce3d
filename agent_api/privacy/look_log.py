"""The log of looks. Every look at a citizen's data is in SQL before the data are sent; many looks share one
transaction.

The screen pop is the exception, because it must not wait for a write: cti needs the database's only writer for the next
pop. Its look is written just afterwards, together with others.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from agent_api.privacy.masking import NumberVisibility
from hotline.runtime.database import Database
from hotline.store.privacy import looks
from hotline.store.privacy.looks import Look

log = logging.getLogger(__name__)

AT_ONCE = 500
KEPT = 10_000  # looks that wait while the database is unavailable; beyond that they are only logged
RETRY_S = 1.0
NOTED_WITHIN_S = 0.25


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was searched for: the filters of a list, a number as its hash, and how many rows were found."""

    number_hash: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    hits: int | None = None
    counted: bool = False


NOTHING_ASKED = Asked()


def look(visibility: NumberVisibility, what: str, subject: str, asked: Asked = NOTHING_ASKED) -> Look:
    """An entry for what this user has just seen."""
    return Look(
        at=datetime.now(UTC),
        username=visibility.who.username,
        what=what,
        subject=subject[:64],
        reason=visibility.reason,
        full_number=visibility.saw_full,
        number_hash=asked.number_hash,
        filters=dict(asked.filters),
        hits=asked.hits,
        counted=asked.counted,
    )


class LookLog:
    """Writes looks one batch after another."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[tuple[Look, asyncio.Future[None] | None]] = deque()
        self._wake = asyncio.Event()
        self._soon: asyncio.TimerHandle | None = None

    async def record(self, seen: Look) -> None:
        """Return once the look is committed; raises what SQL raises, because what cannot be recorded must not be
        shown."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((seen, written))
        self._wake.set()
        await written

    def note(self, seen: Look) -> None:
        """Write it within NOTED_WITHIN_S, or as soon as the database can."""
        if len(self._waiting) >= KEPT:
            log.error("look not recorded: %s saw %s %s", seen.username, seen.what, seen.subject)
            return
        self._waiting.append((seen, None))
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(NOTED_WITHIN_S, self._wake.set)

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._soon = None
            while self._waiting:
                await self._write_some()

    async def flush(self) -> None:
        """Write what is still waiting when the role ends."""
        if self._soon is not None:
            self._soon.cancel()
        if self._waiting:
            await self._write_some()

    async def _write_some(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        try:
            await self._database.write(looks.record, [seen for seen, _ in batch])
        except SQLAlchemyError as error:
            log.warning("looks could not be recorded: %s", type(error).__name__)
            for _, written in batch:
                if written is not None and not written.done():
                    written.set_exception(error)
            self._waiting.extendleft((seen, None) for seen, written in reversed(batch) if written is None)
            await asyncio.sleep(RETRY_S)
        else:
            for _, written in batch:
                if written is not None and not written.done():
                    written.set_result(None)
