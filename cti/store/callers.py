"""A caller's standing: what the menu needs to know in the moment that the phone rings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, select

from cti.domain.call import Outcome
from cti.domain.callback import OPEN
from cti.store.tables import callbacks, calls

RECENT = timedelta(hours=24)

# Built once: every arriving call asks.
_RECENTLY = select(
    func.count(), func.coalesce(func.sum(case((calls.c.outcome == Outcome.MISSED.value, 1), else_=0)), 0)
).where(calls.c.caller == bindparam("number"), calls.c.started_at >= bindparam("since"))
_OWED = select(callbacks.c.id).where(
    callbacks.c.number == bindparam("of"), callbacks.c.status.in_([status.value for status in OPEN])
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`calls_recently` and `missed_recently` count inbound calls of the last 24 hours."""

    open_callback: bool
    calls_recently: int
    missed_recently: int


def standing(connection: Connection, number: str, now: datetime) -> Standing:
    """How this number (in the one spelling) stands with us."""
    total, missed = connection.execute(_RECENTLY, {"number": number, "since": now - RECENT}).one()
    owed = connection.execute(_OWED, {"of": number}).first()
    return Standing(open_callback=owed is not None, calls_recently=total, missed_recently=missed)
