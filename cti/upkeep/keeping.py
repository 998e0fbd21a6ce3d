"""Removal of recordings and journals after the times in hotline.toml, of facts a day after the journals, and of expired
sessions.

cti.upkeep.retention does calls, tickets and the log of access.
"""

import re
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from hotline.asterisk.journal.reader import JournalReader, Position
from hotline.store import key_values
from hotline.store.tables import call_facts, calls, recordings, sessions

FACTS_OUTLIVE = timedelta(days=1)  # a journal that is read late must find the facts that were known
JOURNAL_TURNS_AFTER = timedelta(days=1)
JOURNAL_TURNS_AT_BYTES = 64 << 20
_EPOCH = re.compile(rb"(?<!\d)\d{10}(?!\d)")  # seconds


def forget_old(connection: Connection, recordings_before: datetime, facts_before: datetime, now: datetime) -> None:
    """Remove expired rows from SQL. Looks only at calls that have expired since the last time: searching years of calls
    takes seconds, during which no other call can be written.
    """
    newly_old = _came_of_age(connection, "recordings_forgotten", recordings_before)
    connection.execute(delete(recordings).where(recordings.c.call.in_(select(calls.c.id).where(newly_old))))
    connection.execute(update(calls).where(newly_old).values(recording=None))
    newly_old = _came_of_age(connection, "facts_forgotten", facts_before)
    over = select(calls.c.id).where(newly_old, calls.c.ended_at.is_not(None))
    connection.execute(delete(call_facts).where(call_facts.c.call.in_(over)))
    connection.execute(delete(sessions).where(sessions.c.expires_at < now))


def _came_of_age(connection: Connection, mark: str, before: datetime) -> ColumnElement[bool]:
    """Calls that began before `before`, without those that were covered the last time."""
    done = key_values.get(connection, mark)
    key_values.put(connection, mark, before.isoformat())
    if done is None:
        return calls.c.started_at < before
    return and_(calls.c.started_at >= datetime.fromisoformat(done), calls.c.started_at < before)


def remove_recordings(folder: Path, before: date) -> int:
    """Remove the folders YYYY/MM/DD of days before `before`; returns how many."""
    removed = 0
    for day_folder in sorted(folder.glob("[0-9]*/[0-9]*/[0-9]*")):
        try:
            day = date(*(int(part) for part in day_folder.parts[-3:]))
        except ValueError:
            continue
        if day < before:
            shutil.rmtree(day_folder)
            removed += 1
    return removed


def turn_journal(journal: Path, now: datetime) -> bool:
    """Rotate the journal if it is long or a day old (a small site's would last for years); returns whether it was."""
    turned = journal.exists() and (journal.stat().st_size >= JOURNAL_TURNS_AT_BYTES or _is_old(journal, now))
    if turned:
        journal.rename(journal.with_name(f"{journal.name}.{now:%Y%m%d%H%M%S}"))
    return turned


def remove_turned(folder: Path, name: str, position: Position | None, before: datetime) -> int:
    """Remove files that were rotated before this moment and have been read to their ends; returns how many.

    Files that have not been read are kept, however old, because they hold the only record of their calls.
    """
    done = JournalReader(folder, name, position).passed()
    old = [path for path in done if path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink()
    return len(old)


def _is_old(journal: Path, now: datetime) -> bool:
    """By the first time in the file; both journals have one at the beginning."""
    with journal.open("rb") as file:
        began = _EPOCH.search(file.read(256))
    return began is not None and float(began[0]) < (now - JOURNAL_TURNS_AFTER).timestamp()
