"""What is asked for with figures: a period, by day or month, as JSON or CSV."""

from datetime import datetime, timedelta
from typing import Any, Literal

from agent_api.http.route import Ask
from agent_api.protocol import csv_file
from agent_api.protocol.moments import local
from agent_api.protocol.problem import Problem
from agent_api.reports.accounting import PeriodQuery
from hotline.domain.reports.periods import By, end_of, start_of

YEARS = range(1970, 9000)  # calendars end, and days are added to what is asked
LONGEST = timedelta(days=400)  # a year by day; one question never keeps the database for minutes
Language = Literal["zh", "en"]


class FiguresQuery(PeriodQuery):
    """The period that this moment is in when no `from` is given; at most 400 days. `format` goes before the header
    Accept; `lang` is that of the CSV's first line."""

    by: By = "day"
    format: Literal["json", "csv"] | None = None
    lang: Language = "zh"


def bounds(ask: Ask[FiguresQuery, None]) -> tuple[datetime, datetime]:
    """What is asked about; to the end of the present day or month when `to` is not said."""
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


def wants_csv(ask: Ask[FiguresQuery, None]) -> bool:
    if ask.query.format is not None:
        return ask.query.format == "csv"
    return csv_file.is_preferred(ask.request.headers.get("Accept", ""))
