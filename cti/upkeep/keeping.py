"""What is kept how long: recordings and journals by hotline.toml, the facts a day longer than the journals, log-ins
until they expire. Calls, tickets and looks are cti.upkeep.retention's."""

import re
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from hotline.asterisk.journal.reader import JournalReader, Position
from hotline.store import key_values
from hotline.store.tables import call_facts, calls, sessions

FACTS_OUTLIVE = timedelta(days=1)  # the journal: what it may still tell must find the facts that were known
JOURNAL_TURNS_AFTER = timedelta(days=1)
JOURNAL_TURNS_AT_BYTES = 64 << 20
_EPOCH = re.compile(rb"(?<!\d)\d{10}(?!\d)")  # seconds


def forget_old(connection: Connection, recordings_before: datetime, facts_before: datetime, now: datetime) -> None:
    """Remove from SQL what is past its time. Only calls that came of age since the last time are looked at: nobody is
    filed meanwhile, and looking through years of calls takes seconds."""
    newly_old = _came_of_age(connection, "recordings_forgotten", recordings_before)
    connection.execute(update(calls).where(newly_old).values(recording=None))
    newly_old = _came_of_age(connection, "facts_forgotten", facts_before)
    over = select(calls.c.id).where(newly_old, calls.c.ended_at.is_not(None))
    connection.execute(delete(call_facts).where(call_facts.c.call.in_(over)))
    connection.execute(delete(sessions).where(sessions.c.expires_at < now))


def _came_of_age(connection: Connection, mark: str, before: datetime) -> ColumnElement[bool]:
    """Calls that began before `before`, but not before what this gave the last time."""
    done = key_values.get(connection, mark)
    key_values.put(connection, mark, before.isoformat())
    if done is None:
        return calls.c.started_at < before
    return and_(calls.c.started_at >= datetime.fromisoformat(done), calls.c.started_at < before)


def remove_recordings(folder: Path, before: date) -> int:
    """Remove the folders YYYY/MM/DD of days before `before`; how many."""
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
    """Begin a new file when this one is long, or a day old: a small site's would be kept for years. Whether it did."""
    turned = journal.exists() and (journal.stat().st_size >= JOURNAL_TURNS_AT_BYTES or _is_old(journal, now))
    if turned:
        journal.rename(journal.with_name(f"{journal.name}.{now:%Y%m%d%H%M%S}"))
    return turned


def remove_turned(folder: Path, name: str, position: Position | None, before: datetime) -> int:
    """Remove files that were turned away before this moment and have been filed to their ends; how many. What nobody
    has filed stays, however old: it is all that is left of those calls."""
    done = JournalReader(folder, name, position).passed()
    old = [path for path in done if path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink()
    return len(old)


def _is_old(journal: Path, now: datetime) -> bool:
    """By the time in its first line, which both journals begin with or nearly so."""
    with journal.open("rb") as file:
        began = _EPOCH.search(file.read(256))
    return began is not None and float(began[0]) < (now - JOURNAL_TURNS_AFTER).timestamp()
