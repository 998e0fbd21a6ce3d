"""Half hours of the centre's time zone, by which figures are summed up.

They begin at :00 and :30 of the local clock, so that every local hour and day is made of whole ones, also where the
clock differs from UTC by 45 minutes, and on days of 23 or 25 hours.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def half_hour_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the half hour of this moment, in UTC."""
    shift = (moment.astimezone(zone).utcoffset() or timedelta()) % HALF_HOUR
    return moment.astimezone(UTC) - (moment - _EPOCH + shift) % HALF_HOUR


def split(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta]]:
    """The half hours that a time touches, with how much of it lies in each."""
    while since < until:
        start = half_hour_of(since, zone)
        end = min(start + HALF_HOUR, until)
        yield start, end - since
        since = end
