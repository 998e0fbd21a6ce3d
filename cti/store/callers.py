"""A caller's standing: what the menu needs to know in the moment that the phone rings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, func, select

from cti.domain.call import Outcome
from cti.domain.callback import OPEN
from cti.store.tables import callbacks, calls

RECENT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`calls_recently` and `missed_recently` count inbound calls of the last 24 hours."""

    open_callback: bool
    calls_recently: int
    missed_recently: int


def standing(connection: Connection, number: str, now: datetime) -> Standing:
    """How this number (in the one spelling) stands with us."""
    missed = func.coalesce(func.sum(case((calls.c.outcome == Outcome.MISSED.value, 1), else_=0)), 0)
    recent = select(func.count(), missed).where(calls.c.caller == number, calls.c.started_at >= now - RECENT)
    total, missed_total = connection.execute(recent).one()
    owed = select(callbacks.c.id).where(
        callbacks.c.number == number, callbacks.c.status.in_([status.value for status in OPEN])
    )
    return Standing(
        open_callback=connection.execute(owed).first() is not None,
        calls_recently=total,
        missed_recently=missed_total,
    )
