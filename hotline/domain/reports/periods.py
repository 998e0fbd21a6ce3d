"""Days and months of the centre's time zone as periods; a day of 23 or 25 hours is one day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from hotline.domain.midnight import midnight_of

By = Literal["day", "month"]


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `since` to before `until`; `name` is "2026-11-21" or "2026-11"."""

    name: str
    since: datetime
    until: datetime


def periods(since: datetime, until: datetime, by: By, zone: ZoneInfo) -> Iterator[Period]:
    """The days or months from `since` to before `until`; the first and the last may be incomplete."""
    first = _first_day(since.astimezone(zone).date(), by)
    while since < until:
        following = _next(first, by)
        end = min(midnight_of(following, zone), until)
        yield Period(name=str(first) if by == "day" else f"{first:%Y-%m}", since=since, until=end)
        since, first = end, following


def start_of(moment: datetime, by: By, zone: ZoneInfo) -> datetime:
    """The beginning of the day or month of this moment."""
    return midnight_of(_first_day(moment.astimezone(zone).date(), by), zone)


def end_of(moment: datetime, by: By, zone: ZoneInfo) -> datetime:
    """The beginning of the next day or month."""
    return midnight_of(_next(_first_day(moment.astimezone(zone).date(), by), by), zone)


def _first_day(day: date, by: By) -> date:
    return day if by == "day" else day.replace(day=1)


def _next(first: date, by: By) -> date:
    return first + timedelta(days=1) if by == "day" else (first + timedelta(days=31)).replace(day=1)
