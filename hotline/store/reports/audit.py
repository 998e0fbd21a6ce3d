"""The proof, by id: calls in the journal = calls in SQL = tickets, and every missed call has its callback.

The journal is the second witness: its count (`journal_calls`) is written only by its reader.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select
from sqlalchemy.sql import Select

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.facts.missed import MissedIn
from hotline.store.reports import gaps
from hotline.store.tables import callbacks, calls, journal_calls, queue_entries, tickets

# The journal is read twice a second: a call that has just begun may not have been counted yet.
SETTLED = timedelta(seconds=5)
LISTED = 1000  # ids of one kind; further ones are left out


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Ids of calls, at most LISTED of a kind. If all are empty, no call was lost."""

    not_in_sql: tuple[str, ...]  # the journal saw them arrive, SQL does not know them
    not_in_journal: tuple[str, ...]  # SQL has them, the journal does not
    queued_unknown: tuple[str, ...]  # queue_log has them, SQL does not
    without_ticket: tuple[str, ...]
    missed_without_duty: tuple[str, ...]  # missed, no callback, not turned away and not short enough to be exempt
    duty_not_settled: tuple[str, ...]  # their callback is open although a later call of the number was answered

    @property
    def none(self) -> bool:
        return not any(getattr(self, kind.name) for kind in fields(self))

    def as_json(self) -> dict[str, list[str]]:
        return {kind.name: list(getattr(self, kind.name)) for kind in fields(self)}


def journal_count(connection: Connection, since: datetime, until: datetime) -> int:
    """Calls that the journal saw arrive from `since` to before `until`."""
    seen = and_(journal_calls.c.started_at >= since, journal_calls.c.started_at < until)
    return connection.execute(select(func.count()).select_from(journal_calls).where(seen)).scalar_one()


def differences(
    connection: Connection, since: datetime, until: datetime, now: datetime, short_abandon_s: float
) -> Differences:
    """What does not agree among the calls that began from `since` to before `until`, as far as they have settled."""
    until = min(until, now - SETTLED)
    inbound = and_(
        calls.c.direction == Direction.INBOUND.value, calls.c.started_at >= since, calls.c.started_at < until
    )
    seen = and_(journal_calls.c.started_at >= since, journal_calls.c.started_at < until)
    unseen = select(journal_calls.c.id).where(journal_calls.c.id == calls.c.id).exists()
    unknown = select(calls.c.id).where(calls.c.id == journal_calls.c.id).exists()
    ticketed = select(tickets.c.number).where(tickets.c.call == calls.c.id).exists()
    missed = and_(inbound, calls.c.outcome == Outcome.MISSED.value)
    return Differences(
        not_in_sql=_ids(connection, select(journal_calls.c.id).where(seen, ~unknown)),
        not_in_journal=_ids(connection, select(calls.c.id).where(inbound, ~unseen, ~gaps.covers(calls.c.started_at))),
        queued_unknown=_ids(connection, _queued_unknown(since, until)),
        without_ticket=_ids(connection, select(calls.c.id).where(inbound, ~ticketed)),
        missed_without_duty=_owed(connection, missed, short_abandon_s),
        duty_not_settled=_ids(connection, _unsettled(missed)),
    )


def _queued_unknown(since: datetime, until: datetime) -> Select[str]:
    in_period = and_(queue_entries.c.entered_at >= since, queue_entries.c.entered_at < until)
    known = select(calls.c.id).where(calls.c.id == queue_entries.c.id).exists()
    dialled = select(calls.c.id).where(calls.c.citizen == queue_entries.c.id).exists()  # by us, and queued afterwards
    return select(queue_entries.c.id).where(in_period, ~known, ~dialled)


def _unsettled(missed: ColumnElement[bool]) -> Select[str]:
    later = calls.alias("later")
    got_through = (
        select(later.c.id)
        .where(later.c.caller == calls.c.caller, later.c.answered_at > calls.c.ended_at)
        .where(later.c.direction == Direction.INBOUND.value)
        .exists()
    )
    is_open = callbacks.c.status == CallbackStatus.PENDING.value
    joined = calls.join(callbacks, callbacks.c.id == calls.c.callback)
    return select(calls.c.id).select_from(joined).where(missed, is_open, got_through)


def _owed(connection: Connection, missed: ColumnElement[bool], short_abandon_s: float) -> tuple[str, ...]:
    rows = connection.execute(
        select(calls.c.id, calls.c.started_at, calls.c.ended_at).where(
            missed, calls.c.callback.is_(None), ~_turned_away()
        )
    )
    owed = [row.id for row in rows if (row.ended_at - row.started_at).total_seconds() >= short_abandon_s]
    return tuple(owed[:LISTED])


def _turned_away() -> ColumnElement[bool]:
    """Turned away for too many calls of its number: it never entered the queue that it is missed in."""
    return and_(calls.c.missed_in == MissedIn.FULL.value, calls.c.queued_at.is_(None))


def _ids(connection: Connection, query: Select[str]) -> tuple[str, ...]:
    return tuple(connection.execute(query.limit(LISTED)).scalars())
