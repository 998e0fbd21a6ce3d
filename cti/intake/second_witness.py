"""Follows queue_log, so that the audit has a second witness."""

import asyncio
import logging
from pathlib import Path

from sqlalchemy import Connection

from hotline.asterisk.journal.queue_log import Entered, entered
from hotline.asterisk.journal.reader import JournalReader, Position
from hotline.runtime.database import Database
from hotline.store import journal

log = logging.getLogger(__name__)

POLL_S = 2.0
QUEUE_LOG = "queue_log"


class SecondWitness:
    """Reads one node's queue_log to its end, repeatedly."""

    def __init__(self, *, node: str, folder: Path, database: Database) -> None:
        self._source = f"{node}/{QUEUE_LOG}"
        self._folder = folder
        self._database = database

    async def run(self) -> None:
        position = Position.parse(await self._database.read(journal.position, self._source))
        reader = JournalReader(self._folder, QUEUE_LOG, position)
        while True:
            try:
                chunk = await asyncio.to_thread(reader.read)
            except OSError as error:
                log.warning("the queue's log cannot be read now: %s", error)
                chunk = None
            if chunk is None:
                await asyncio.sleep(POLL_S)
                continue
            seen = [entry for entry in map(entered, chunk.lines) if entry is not None]
            await self._database.write(_note, self._source, seen, str(chunk.position))
            reader.position = chunk.position


def _note(connection: Connection, source: str, seen: list[Entered], position: str) -> None:
    journal.witness_queue(connection, {entry.call: entry.at for entry in seen})
    journal.move(connection, source, position)
