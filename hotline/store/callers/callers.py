"""A caller's standing, as far as ivr needs it when a call arrives."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select

from hotline.domain.callbacks.callback import OPEN
from hotline.domain.calls.call import Outcome
from hotline.domain.facts.missed import MissedIn
from hotline.store.tables import callbacks, calls

RECENT = timedelta(hours=24)

# Calls that count as earnest: the caller waited, or was told that we could not serve them.
_TOLD = [where.value for where in (MissedIn.FULL, MissedIn.EMPTY, MissedIn.TIMEOUT, MissedIn.DOWN)]
_TALKED = and_(calls.c.outcome == Outcome.ANSWERED.value, calls.c.talk_s >= bindparam("given_up_s"))
_WAITED = and_(
    calls.c.outcome == Outcome.MISSED.value,
    calls.c.callback.is_not(None),  # null: turned away, too many calls of the number
    or_(calls.c.missed_in.in_(_TOLD), calls.c.wait_s >= bindparam("given_up_s")),
)

# Built once, because it is needed for every arriving call.
_RECENTLY = select(func.count(), func.coalesce(func.sum(case((or_(_TALKED, _WAITED), 1), else_=0)), 0)).where(
    calls.c.caller == bindparam("number"), calls.c.started_at >= bindparam("since")
)
_OWED = select(callbacks.c.id).where(
    callbacks.c.number == bindparam("of"),
    callbacks.c.status.in_([status.value for status in OPEN]),
    or_(
        callbacks.c.asked,
        callbacks.c.urgent,
        select(calls.c.id).where(calls.c.callback == callbacks.c.id, _WAITED).exists(),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`open_callback`: one is owed that the caller asked for or waited for. `calls_recently` counts inbound calls of
    the last 24 hours, `earnest_recently` those of them that were not abandoned within seconds.
    """

    open_callback: bool
    calls_recently: int
    earnest_recently: int


def standing(connection: Connection, number: str, now: datetime, given_up_s: float) -> Standing:
    """The standing of a number in canonical form."""
    recent = {"number": number, "since": now - RECENT, "given_up_s": given_up_s}
    total, earnest = connection.execute(_RECENTLY, recent).one()
    owed = connection.execute(_OWED, {"of": number, "given_up_s": given_up_s}).first()
    return Standing(open_callback=owed is not None, calls_recently=total, earnest_recently=earnest)
