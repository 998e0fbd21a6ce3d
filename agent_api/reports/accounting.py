"""The accounting of a period, for supervisors and auditors."""

from datetime import datetime, timedelta

from pydantic import Field

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Moment, Query
from agent_api.protocol.moments import local
from agent_api.protocol.problem import Problem
from hotline.domain.midnight import midnight
from hotline.store.reports import accounting, corrections


class PeriodQuery(Query):
    """Calls by their start, excluding `to`; without parameters, today in the centre's time zone."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")


class GapView(Answer):
    """A time in which a node's journal could not be written. `calls` counts the calls of that time that the journal
    lacks. Calls that came and went while we heard nothing at all are counted nowhere, which is why the gap is reported.
    """

    node: str
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    reason: str
    calls: int


class AccountingView(Answer):
    """Inbound calls. `balanced` is true if each ended call has a known outcome, a ticket and, if missed, its callback,
    and if the journal agrees (`journal` is the number of calls that it saw). `differences` lists by id what does not
    agree. `corrections` counts calls that were corrected after a second look at Asterisk."""

    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    offered: int
    answered: int
    missed: dict[str, int]
    unknown: int
    live: int
    tickets: int
    missed_by_callback: dict[str, int]
    callbacks: dict[str, int]
    journal: int
    differences: dict[str, list[str]]
    gaps: list[GapView]
    corrections: int
    balanced: bool


async def read_accounting(ask: Ask[PeriodQuery, None]) -> AccountingView:
    zone, database = ask.services.zone, ask.services.database
    since = ask.query.since or midnight(ask.query.until or ask.now, zone)
    until = ask.query.until or max(since, midnight(ask.now + timedelta(days=1), zone))
    if until < since:
        raise Problem(400, "to: expected a time after from", errors=[{"field": "to", "expected": "after from"}])
    short_abandon_s = ask.services.settings.hotline.callback.short_abandon_s
    counted = await database.search(accounting.account, since, until, ask.now, short_abandon_s)
    first, last = local(since, zone).date(), local(until - timedelta(microseconds=1), zone).date()
    return AccountingView(
        since=local(since, zone),
        until=local(until, zone),
        offered=counted.offered,
        answered=counted.answered,
        missed=dict(counted.missed),
        unknown=counted.unknown,
        live=counted.live,
        tickets=counted.tickets,
        missed_by_callback=dict(counted.missed_by_callback),
        callbacks=dict(counted.callbacks),
        journal=counted.journal,
        differences=counted.differences.as_json(),
        gaps=[
            GapView(
                node=gap.node,
                since=local(gap.since, zone),
                until=local(gap.until, zone),
                reason=gap.reason,
                calls=gap.calls,
            )
            for gap in counted.gaps
        ],
        corrections=await database.read(corrections.count, first, last),
        balanced=counted.balanced,
    )
