"""Corrections: how many calls a comparison with the second witness changed, by day."""

from datetime import date

from sqlalchemy import Connection, Integer, func, select

from hotline.store import key_values as marks_by_name
from hotline.store.tables import marks

PREFIX = "corrections/"  # followed by the day in the centre's time zone, 2026-11-21


def count(connection: Connection, first: date, last: date) -> int:
    """Corrections on the days from first to last, inclusive."""
    days = marks.c.name.between(f"{PREFIX}{first}", f"{PREFIX}{last}")
    total = select(func.coalesce(func.sum(marks.c.value.cast(Integer)), 0)).where(days)
    return connection.execute(total).scalar_one()


def add(connection: Connection, day: date, corrected: int) -> None:
    """Add to the count of this day."""
    if corrected:
        name = f"{PREFIX}{day}"
        before = int(marks_by_name.get(connection, name) or 0)
        marks_by_name.put(connection, name, str(before + corrected))
