"""Follows a node's journal, which has everything that AMI may have missed; read in pages, each written with its
position.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from pathlib import Path

from cti.intake.ledger import Ledger, Page
from hotline.asterisk.journal.line import parse
from hotline.asterisk.journal.reader import Chunk, JournalReader, Position
from hotline.asterisk.journal.translate import fact_of
from hotline.domain.facts.facts import FactKind
from hotline.runtime.database import Database
from hotline.store import journal

log = logging.getLogger(__name__)

POLL_S = 0.5
RETRY_S = 1.0
PROGRESS_EVERY_S = 5.0
JOURNAL = "Master.csv"


class Follower:
    """Reads one node's journal to its end, repeatedly. `caught_up` is called at each end, with the loop's time before
    the reading began.
    """

    def __init__(
        self,
        *,
        node: str,
        folder: Path,
        hotline_numbers: Collection[str],
        database: Database,
        ledger: Ledger,
        caught_up: Callable[[float], None],
    ) -> None:
        self._node = node
        self._folder = folder
        self._numbers = hotline_numbers
        self._database = database
        self._ledger = ledger
        self._caught_up = caught_up
        self._told_at = 0.0
        self.behind_bytes = 0
        self.unreadable = 0

    async def run(self) -> None:
        position = Position.parse(await self._database.read(journal.position, self._node))
        reader = JournalReader(self._folder, JOURNAL, position)
        while True:
            began_s = asyncio.get_running_loop().time()
            try:
                chunk = await asyncio.to_thread(reader.read)
            except OSError as error:  # e.g. rotated between listing and opening
                log.warning("the journal cannot be read now: %s", error)
                await asyncio.sleep(RETRY_S)
                continue
            if chunk is None:
                self._report(0)
                self._caught_up(began_s)
                await asyncio.sleep(POLL_S)
                continue
            await self._ledger.take_page(self._page(chunk))
            reader.position = chunk.position
            self._report(await asyncio.to_thread(reader.behind_bytes))

    def _page(self, chunk: Chunk) -> Page:
        facts, call_ids = [], set()
        for text in chunk.lines:
            line = parse(text)
            if line is None:
                self.unreadable += bool(text)
                continue
            fact = fact_of(line, self._numbers)
            if fact is not None:
                facts.append(fact)
                call_ids.add(line["linkedid"])
        arrivals = {fact.channel: fact.at for fact in facts if fact.kind is FactKind.ARRIVED}
        return Page(node=self._node, facts=facts, call_ids=call_ids, arrivals=arrivals, position=str(chunk.position))

    def _report(self, behind_bytes: int) -> None:
        """Log the progress of a long catching up."""
        now = asyncio.get_running_loop().time()
        if behind_bytes > 0 and now - self._told_at >= PROGRESS_EVERY_S:
            if self._told_at:
                log.info("catching up with the journal: %.1f MB to go", behind_bytes / 1e6)
            self._told_at = now
        if behind_bytes == 0 and self.behind_bytes > 0:
            self._told_at = 0.0
        self.behind_bytes = behind_bytes
