"""What is kept how long: recordings by hotline.toml, the witnesses' facts a week, log-ins until they expire."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, select, update

from cti.store.tables import call_facts, calls, sessions

FACTS_KEPT = timedelta(days=7)


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
