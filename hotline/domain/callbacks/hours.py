"""Callback hours: when citizens may be called, by the clock in the centre's time zone, across daylight saving time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline.settings.policies import CallbackPolicy
from hotline.settings.values import Hours

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FAR = 400  # days searched for callback hours


def next_opening(policy: CallbackPolicy, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first moment at or after `after` at which citizens may be called; None if there is none within a year."""
    for opens, closes in _parts(policy, zone, after):
        if after < closes:
            return max(after, opens)
    return None


def may_ring(policy: CallbackPolicy, zone: ZoneInfo, now: datetime) -> bool:
    """Whether citizens may be called now."""
    return next_opening(policy, zone, now) == now


def open_until(policy: CallbackPolicy, zone: ZoneInfo, now: datetime, at_most: datetime) -> datetime:
    """The end of the present callback hours, at most `at_most`; `now` if citizens may not be called now."""
    end = now
    for opens, closes in _parts(policy, zone, now):
        if opens > end or end >= at_most:
            break
        end = max(end, closes)
    return min(end, at_most)


def openings(
    policy: CallbackPolicy, zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Beginning and end of the callback hours on each day from that of `since` to that of `until`, in order."""
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        yield from _parts_of(policy, zone, day)
        day += timedelta(days=1)


def _parts(policy: CallbackPolicy, zone: ZoneInfo, after: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Beginning and end of all callback hours, in order, from the day before `after`."""
    first = after.astimezone(zone).date() - timedelta(days=1)
    for offset in range(_FAR):
        yield from _parts_of(policy, zone, first + timedelta(days=offset))


def _parts_of(policy: CallbackPolicy, zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    for part in sorted(_hours_of(policy, day), key=lambda part: part.start):
        yield _moment(day, part.start, zone), _moment(day, part.end, zone)


def _hours_of(policy: CallbackPolicy, day: date) -> list[Hours]:
    """That day's own hours, else its weekday's, else the general ones."""
    if day in policy.days:
        return policy.days[day]
    return {str(name): hours for name, hours in policy.weekdays.items()}.get(_WEEKDAYS[day.weekday()], policy.hours)


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of the local day; 1440 is the next day's midnight."""
    day += timedelta(days=minute // 1440)
    return datetime.combine(day, time(minute % 1440 // 60, minute % 60), zone).astimezone(UTC)
