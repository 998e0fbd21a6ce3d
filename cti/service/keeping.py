"""What is kept how long: recordings by hotline.toml, the journal and the facts a week, log-ins until they expire."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, select, update

from cti.store.tables import call_facts, calls, sessions

FACTS_KEPT = timedelta(days=8)  # longer than the journal: what it may still tell must find the facts that were known
JOURNAL_KEPT = timedelta(days=7)
JOURNAL_TURNS_AT_BYTES = 64 << 20


def forget_old(connection: Connection, recordings_before: datetime, now: datetime) -> None:
    """Remove from SQL what is past its time."""
    connection.execute(update(calls).where(calls.c.started_at < recordings_before).values(recording=None))
    old = select(calls.c.id).where(calls.c.started_at < now - FACTS_KEPT, calls.c.ended_at.is_not(None))
    connection.execute(delete(call_facts).where(call_facts.c.call.in_(old)))
    connection.execute(delete(sessions).where(sessions.c.expires_at < now))


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


def turn_journal(journal: Path, now: datetime) -> None:
    """Begin a new file when this one is long, and remove old ones. Asterisk opens the file by name for each line."""
    if journal.exists() and journal.stat().st_size >= JOURNAL_TURNS_AT_BYTES:
        journal.rename(journal.with_name(f"{journal.name}.{now:%Y%m%d%H%M%S}"))
    for old in journal.parent.glob(f"{journal.name}.*"):
        if old.stat().st_mtime < (now - JOURNAL_KEPT).timestamp():
            old.unlink()
