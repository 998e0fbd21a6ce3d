"""The accounting of a period, counted from four tables, one of them written only by the journal's reader, so that it
can be verified.

Covers inbound calls that began in the period. `offered` are those that are over; each must have ended in a known way,
have a ticket, and, if missed, have a callback or be exempt. Calls missing in the journal during a gap (gaps) are no
difference: the gap is listed with their count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.facts.missed import MissedIn
from hotline.store.reports import gaps
from hotline.store.reports.audit import Differences, differences, journal_count
from hotline.store.reports.gaps import Gap
from hotline.store.tables import callbacks, calls, tickets

EXEMPT = "exempt"  # missed calls that owe no callback by the rules


@dataclass(frozen=True, kw_only=True)
class Accounting:
    """Counts of calls; only `callbacks` counts callbacks by state, each once however many calls it covers."""

    offered: int
    answered: int
    missed: Mapping[str, int]
    unknown: int
    live: int
    tickets: int
    missed_by_callback: Mapping[str, int]
    callbacks: Mapping[str, int]
    journal: int
    differences: Differences
    gaps: Sequence[Gap]

    @property
    def balanced(self) -> bool:
        """Whether every call that is over ended in a known way and has its ticket, every missed one has its callback,
        and the journal has the same calls.
        """
        missed = sum(self.missed.values())
        return (
            self.offered == self.answered + missed + self.unknown
            and self.offered == self.tickets
            and missed == sum(self.missed_by_callback.values())
            and self.differences.none
            and all(self.missed_by_callback[status] >= count for status, count in self.callbacks.items())
        )


def account(
    connection: Connection, since: datetime, until: datetime, now: datetime, short_abandon_s: float
) -> Accounting:
    """Calls that began from `since` to before `until`."""
    inbound = and_(
        calls.c.direction == Direction.INBOUND.value, calls.c.started_at >= since, calls.c.started_at < until
    )
    over = and_(inbound, calls.c.ended_at.is_not(None))
    outcomes = _counts(connection, calls.c.outcome, over)
    missed = and_(over, calls.c.outcome == Outcome.MISSED.value)
    with_ticket = select(func.count()).select_from(calls.join(tickets, tickets.c.call == calls.c.id)).where(over)
    return Accounting(
        offered=sum(outcomes.values()),
        answered=outcomes.get(Outcome.ANSWERED.value, 0),
        missed=_all(MissedIn, _counts(connection, calls.c.missed_in, missed)),
        unknown=outcomes.get(Outcome.UNKNOWN.value, 0),
        live=_count(connection, and_(inbound, calls.c.ended_at.is_(None))),
        tickets=connection.execute(with_ticket).scalar_one(),
        journal=journal_count(connection, since, until),
        differences=differences(connection, since, until, now, short_abandon_s),
        gaps=gaps.within(connection, since, until),
        **_duties(connection, missed),
    )


def _duties(connection: Connection, missed: ColumnElement[bool]) -> dict[str, dict[str, int]]:
    query = (
        select(callbacks.c.status, func.count(), func.count(calls.c.callback.distinct()))
        .select_from(calls.outerjoin(callbacks, callbacks.c.id == calls.c.callback))
        .where(missed)
        .group_by(callbacks.c.status)
    )
    rows = connection.execute(query).all()
    by_call = {status or EXEMPT: count for status, count, _ in rows}
    by_duty = {status: count for status, _, count in rows if status is not None}
    return {
        "missed_by_callback": _all(CallbackStatus, by_call) | {EXEMPT: by_call.get(EXEMPT, 0)},
        "callbacks": _all(CallbackStatus, by_duty),
    }


def _counts(connection: Connection, column: ColumnElement[str], condition: ColumnElement[bool]) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).where(condition).group_by(column))
    return {value or "": count for value, count in rows}


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(calls).where(condition)).scalar_one()


def _all(states: type[MissedIn] | type[CallbackStatus], counts: Mapping[str, int]) -> dict[str, int]:
    """Each state with its count, including zeros. Other values are left out, so that the account does not balance."""
    return {state.value: counts.get(state.value, 0) for state in states}
