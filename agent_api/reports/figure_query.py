"""Query parameters of the figures: a period, by day or month, as JSON or a file."""

from datetime import datetime, timedelta
from typing import Any

from agent_api.http.route import Ask
from agent_api.protocol.fields import FileQuery
from agent_api.protocol.moments import local
from agent_api.protocol.problem import Problem
from agent_api.reports.accounting import PeriodQuery
from hotline.domain.reports.periods import By, end_of, start_of

YEARS = range(1970, 9000)  # the range in which dates can be computed with a margin of days
LONGEST = timedelta(days=400)  # more than a year by day; limits how long one request can keep the database busy


class FiguresQuery(PeriodQuery, FileQuery):
    """Without `from`, the period that the present moment is in; at most 400 days."""

    by: By = "day"


def bounds(ask: Ask[FiguresQuery, None]) -> tuple[datetime, datetime]:
    """Start and end of what is asked about; without `to`, until the end of the current day or month."""
    query, zone, now = ask.query, ask.services.zone, ask.now
    for name, moment in (("from", query.since), ("to", query.until)):
        if moment is not None and moment.year not in YEARS:
            raise _refused(name, f"a year from {YEARS[0]} to {YEARS[-1]}")
    last = query.until - timedelta(microseconds=1) if query.until else now
    since = query.since or start_of(last, query.by, zone)
    until = query.until or max(since, end_of(now, query.by, zone))
    if until < since:
        raise _refused("to", "a time after from")
    if until - since > LONGEST:
        raise _refused("to", f"at most {LONGEST.days} days after from")
    return since, until


def _refused(name: str, expected: str) -> Problem:
    return Problem(400, f"{name}: expected {expected}", errors=[{"field": name, "expected": expected}])


def head(ask: Ask[FiguresQuery, None], since: datetime, until: datetime) -> dict[str, Any]:
    zone = ask.services.zone
    return {"since": local(since, zone), "until": local(until, zone), "by": ask.query.by}
