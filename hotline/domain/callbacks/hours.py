"""When citizens may be rung: by the clock of the centre's time zone, whatever day it is and whatever its clock does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline.settings.policies import CallbackPolicy
from hotline.settings.values import Hours

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FAR = 400  # days that are looked through for an hour in which somebody may be rung


def next_opening(policy: CallbackPolicy, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first moment, not before `after`, at which citizens may be rung; None when there is none for a year."""
    for opens, closes in _parts(policy, zone, after):
        if after < closes:
            return max(after, opens)
    return None


def may_ring(policy: CallbackPolicy, zone: ZoneInfo, now: datetime) -> bool:
    """Whether citizens may be rung now."""
    return next_opening(policy, zone, now) == now


def open_until(policy: CallbackPolicy, zone: ZoneInfo, now: datetime, at_most: datetime) -> datetime:
    """Until when they may be rung without a break, but no longer than `at_most`; `now` when they may not."""
    end = now
    for opens, closes in _parts(policy, zone, now):
        if opens > end or end >= at_most:
            break
        end = max(end, closes)
    return min(end, at_most)


def openings(
    policy: CallbackPolicy, zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of each part of the days from that of `since` to that of `until`, in order."""
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        yield from _parts_of(policy, zone, day)
        day += timedelta(days=1)


def _parts(policy: CallbackPolicy, zone: ZoneInfo, after: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of each part, in order, from the day before `after`."""
    first = after.astimezone(zone).date() - timedelta(days=1)
    for offset in range(_FAR):
        yield from _parts_of(policy, zone, first + timedelta(days=offset))


def _parts_of(policy: CallbackPolicy, zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    for part in sorted(_hours_of(policy, day), key=lambda part: part.start):
        yield _moment(day, part.start, zone), _moment(day, part.end, zone)


def _hours_of(policy: CallbackPolicy, day: date) -> list[Hours]:
    """That day's own hours, else its weekday's, else those of every day."""
    if day in policy.days:
        return policy.days[day]
    return {str(name): hours for name, hours in policy.weekdays.items()}.get(_WEEKDAYS[day.weekday()], policy.hours)


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of the local day; 1440 is the next day's midnight."""
    day += timedelta(days=minute // 1440)
    return datetime.combine(day, time(minute % 1440 // 60, minute % 60), zone).astimezone(UTC)
