"""Periods of the centre's time zone, from half hours to years; a day of 23 or 25 hours is one day.

Half hours and hours are those of the clock on the wall: when it is turned back, the hour that comes twice is two
periods, named with their offsets from UTC.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from hotline.domain.midnight import midnight_of
from hotline.domain.reports.half_hours import HALF_HOUR, half_hour_of

By = Literal["day", "month"]
Step = Literal["half_hour", "hour", "day", "week", "month", "quarter", "year"]

_FIRST: Mapping[Step, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
_LONGER_THAN: Mapping[Step, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_NAME: Mapping[Step, Callable[[date], str]] = {
    "day": str,
    "week": lambda day: f"{day:%G-W%V}",
    "month": lambda day: f"{day:%Y-%m}",
    "quarter": lambda day: f"{day.year}-Q{(day.month + 2) // 3}",
    "year": lambda day: f"{day.year}",
}


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `since` to before `until`; `name` is "2026-11-21T09:00+08:00" (half_hour, hour), "2026-11-21", "2026-W47",
    "2026-11", "2026-Q4" or "2026".
    """

    name: str
    since: datetime
    until: datetime


def periods(since: datetime, until: datetime, by: Step, zone: ZoneInfo) -> Iterator[Period]:
    """The periods from `since` to before `until`; the first and the last may be incomplete."""
    while since < until:
        start, end = start_of(since, by, zone), min(end_of(since, by, zone), until)
        yield Period(name=_name(start, by, zone), since=since, until=end)
        since = end


def start_of(moment: datetime, by: Step, zone: ZoneInfo) -> datetime:
    """The beginning of the period that contains this moment."""
    if by in ("half_hour", "hour"):
        return _clock_start(moment, by, zone)
    return midnight_of(_FIRST[by](moment.astimezone(zone).date()), zone)


def end_of(moment: datetime, by: Step, zone: ZoneInfo) -> datetime:
    """The beginning of the next period."""
    if by == "half_hour":
        return half_hour_of(moment, zone) + HALF_HOUR
    if by == "hour":
        second = half_hour_of(moment, zone) + HALF_HOUR
        return second if second.astimezone(zone).minute == 0 else second + HALF_HOUR
    first = _FIRST[by](moment.astimezone(zone).date())
    return midnight_of(_FIRST[by](first + timedelta(days=_LONGER_THAN[by])), zone)


def _clock_start(moment: datetime, by: Step, zone: ZoneInfo) -> datetime:
    start = half_hour_of(moment, zone)
    if by == "hour" and start.astimezone(zone).minute != 0:
        before = start - HALF_HOUR
        return before if before.astimezone(zone).minute == 0 else start
    return start


def _name(start: datetime, by: Step, zone: ZoneInfo) -> str:
    local = start.astimezone(zone)
    return local.isoformat(timespec="minutes") if by in ("half_hour", "hour") else _NAME[by](local.date())
