"""Query parameters of the traffic figures: a period, a step, a queue."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from agent_api.http.route import Ask
from agent_api.protocol.fields import FileQuery
from agent_api.protocol.problem import Problem
from agent_api.reports.accounting import PeriodQuery
from agent_api.reports.figure_query import YEARS
from hotline.domain.calls.routing import queue_titles
from hotline.domain.reports.periods import Step, end_of, start_of

# The longest period by each step: some hundred periods, or ten years.
LONGEST_DAYS: Mapping[Step, int] = {
    "half_hour": 31,
    "hour": 62,
    "day": 400,
    "week": 1500,
    "month": 3700,
    "quarter": 3700,
    "year": 3700,
}


class TrafficQuery(PeriodQuery, FileQuery):
    """Without `from`, the period that the present moment is in. `queue`: calls whose number leads to it; all
    without."""

    by: Step = "day"
    queue: str | None = None


def bounds(ask: Ask[TrafficQuery, None]) -> tuple[datetime, datetime]:
    """Start and end of what is asked about; without `to`, until the end of the current period."""
    query, zone, now = ask.query, ask.services.zone, ask.now
    for name, moment in (("from", query.since), ("to", query.until)):
        if moment is not None and moment.year not in YEARS:
            raise refused(name, f"a year from {YEARS[0]} to {YEARS[-1]}")
    if query.queue is not None and query.queue not in queue_titles(ask.services.settings.hotline):
        raise refused("queue", "the name of a queue")
    last = query.until - timedelta(microseconds=1) if query.until else now
    since = query.since or start_of(last, query.by, zone)
    until = query.until or max(since, end_of(now, query.by, zone))
    longest = LONGEST_DAYS[query.by]
    if until <= since:
        raise refused("to", "a time after from")
    if until - since > timedelta(days=longest):
        raise refused("to", f"at most {longest} days after from by {query.by}")
    return since, until


def refused(name: str, expected: str) -> Problem:
    return Problem(400, f"{name}: expected {expected}", errors=[{"field": name, "expected": expected}])
