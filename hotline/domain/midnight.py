"""The beginning of days in the centre's time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def midnight_of(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of that local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def next_midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The end of the local day of `now`, in UTC."""
    return midnight_of(now.astimezone(zone).date() + timedelta(days=1), zone)


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the local day of `now`, in UTC."""
    return midnight_of(now.astimezone(zone).date(), zone)
