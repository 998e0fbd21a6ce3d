"""What is kept how long: recordings by hotline.toml, the journal and the facts a week, log-ins until they expire."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from cti.store import marks
from cti.store.tables import call_facts, calls, sessions

FACTS_KEPT = timedelta(days=8)  # longer than the journal: what it may still tell must find the facts that were known
JOURNAL_KEPT = timedelta(days=7)
JOURNAL_TURNS_AT_BYTES = 64 << 20


def forget_old(connection: Connection, recordings_before: datetime, now: datetime) -> None:
    """Remove from SQL what is past its time. Only calls that came of age since the last time are looked at: nobody is
    filed meanwhile, and looking through years of calls takes seconds."""
    newly_old = _came_of_age(connection, "recordings_forgotten", recordings_before)
    connection.execute(update(calls).where(newly_old).values(recording=None))
    newly_old = _came_of_age(connection, "facts_forgotten", now - FACTS_KEPT)
    over = select(calls.c.id).where(newly_old, calls.c.ended_at.is_not(None))
    connection.execute(delete(call_facts).where(call_facts.c.call.in_(over)))
    connection.execute(delete(sessions).where(sessions.c.expires_at < now))


def _came_of_age(connection: Connection, mark: str, before: datetime) -> ColumnElement[bool]:
    """Calls that began before `before`, but not before what this gave the last time."""
    done = marks.get(connection, mark)
    marks.put(connection, mark, before.isoformat())
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
    """Begin a new file when this one is long, and remove old ones; whether a new one began."""
    turned = journal.exists() and journal.stat().st_size >= JOURNAL_TURNS_AT_BYTES
    if turned:
        journal.rename(journal.with_name(f"{journal.name}.{now:%Y%m%d%H%M%S}"))
    for old in journal.parent.glob(f"{journal.name}.*"):
        if old.stat().st_mtime < (now - JOURNAL_KEPT).timestamp():
            old.unlink()
    return turned
