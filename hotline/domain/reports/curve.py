"""The curve of a day: calls by half hours, beside those of a usual day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline.domain.midnight import midnight_of
from hotline.domain.reports.half_hours import HALF_HOUR, half_hour_of

WEEKS = 4
READ_AGAIN_AFTER = timedelta(minutes=10)  # after an upgrade, earlier weeks are still being counted
EMPTY_READ_AGAIN_AFTER = timedelta(seconds=10)  # none has been counted yet


@dataclass(frozen=True, kw_only=True)
class UsualDay:
    """The mean of earlier days by the time on the clock; empty when there is none. `read_at` is when it was read."""

    day: date
    read_at: datetime
    offered: Mapping[time, float]

    def holds(self, now: datetime) -> bool:
        local = now.astimezone(self.read_at.tzinfo)
        after = READ_AGAIN_AFTER if self.offered else EMPTY_READ_AGAIN_AFTER
        return local.date() == self.day and now - self.read_at < after


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Calls of each half hour since midnight: of today up to the present one, and of a usual day up to its end."""

    since: datetime
    today: Sequence[int]
    usual: Sequence[float]

    def as_json(self) -> dict[str, object]:
        step_s = int(HALF_HOUR.total_seconds())
        return {"since": self.since.isoformat(), "step_s": step_s, "today": list(self.today), "usual": list(self.usual)}


def earlier_days(day: date) -> list[date]:
    """The same weekday of the last weeks."""
    return [day - timedelta(weeks=weeks) for weeks in range(1, WEEKS + 1)]


def usual_day(days: Iterable[Mapping[datetime, int]], now: datetime, zone: ZoneInfo) -> UsualDay:
    """`days` are the calls of earlier days by half hours. Days without a call do not count (no hotline yet)."""
    known = [day for day in days if day]
    totals: dict[time, int] = {}
    for day in known:
        for start, offered in day.items():
            clock = start.astimezone(zone).time()
            totals[clock] = totals.get(clock, 0) + offered
    local = now.astimezone(zone)
    means = {clock: round(offered / len(known), 1) for clock, offered in totals.items()}
    return UsualDay(day=local.date(), read_at=local, offered=means)


def curve(today: Mapping[datetime, int], usual: UsualDay, now: datetime, zone: ZoneInfo) -> Curve:
    """`today` are the calls since midnight by half hours."""
    day = now.astimezone(zone).date()
    since, until = midnight_of(day, zone), midnight_of(day + timedelta(days=1), zone)
    starts = [since + number * HALF_HOUR for number in range((until - since) // HALF_HOUR)]
    present = half_hour_of(now, zone)
    return Curve(
        since=since.astimezone(zone),
        today=[today.get(start, 0) for start in starts if start <= present],
        usual=[usual.offered.get(start.astimezone(zone).time(), 0.0) for start in starts] if usual.offered else [],
    )
