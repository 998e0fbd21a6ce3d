"""A report of inbound calls: the figures of each period, of all of them, and of each hour of the week."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hotline.domain.reports.figures import DutyCounts
from hotline.domain.reports.half_hours import HALF_HOUR, half_hour_of
from hotline.domain.reports.periods import Period
from hotline.domain.reports.traffic import RollingDay, StateTimes, Traffic, all_times, total

T = TypeVar("T")
Timed = Sequence[tuple[datetime, T]]  # in order; the moment is the beginning of a half hour, or of what is left of one


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What a report is made of. `asked` are the calls of the queue that was asked for, with those of the day before;
    `all` those of all queues; `times` how long agents were in each state; `duties` the callbacks of each period, empty
    if they are not told by period."""

    asked: Timed[Traffic]
    all: Timed[Traffic]
    times: Timed[Mapping[str, int]]
    queues: Mapping[str, Traffic]
    duties: Sequence[DutyCounts]
    all_duties: DutyCounts


@dataclass(frozen=True, kw_only=True)
class Figures:
    """`answered` is of all queues: the after-call work of agents belongs to no queue, and each answered call gets an
    equal part of it."""

    traffic: Traffic
    times: StateTimes
    answered: int

    def as_json(self) -> dict[str, Any]:
        one = self.traffic
        talk_s, wrapup_s = one.mean_s(one.talked_ms), self._wrapup_s
        return {
            "offered": one.offered,
            "answered": one.answered,
            "missed": one.missed_by_reason,
            "unknown": one.unknown,
            "overflowed": one.overflowed,
            "service_level": one.service_level,
            "connection_rate": one.connection_rate,
            "broad_rate": one.broad_rate,
            "asa_s": one.mean_s(one.waited_ms),
            "talk_s": talk_s,
            "aht_s": None if talk_s is None else round(talk_s + wrapup_s, 1),
            "longest_wait_s": round(one.longest_wait_ms / 1000, 1),
            "occupancy": self.times.occupancy,
        }

    @property
    def _wrapup_s(self) -> float:
        return self.times.wrapup_ms / self.answered / 1000 if self.answered else 0.0


@dataclass(frozen=True, kw_only=True)
class PeriodFigures:
    """`rolling` is the connection rate of the 24 hours that end with the period, or now; `lowest` the lowest of those
    that end within it."""

    period: Period
    figures: Figures
    rolling: float | None
    lowest: float | None
    duties: DutyCounts | None


@dataclass(frozen=True, kw_only=True)
class WeekHour:
    """Calls of all these hours of a week; `weekday` 1 is Monday."""

    weekday: int
    hour: int
    offered: int
    answered: int


def by_period(sums: Sums, parts: Sequence[Period], now: datetime, zone: ZoneInfo) -> Iterator[PeriodFigures]:
    asked, everybody, times = _by_part(sums.asked, parts), _by_part(sums.all, parts), _by_part(sums.times, parts)
    rolling = RollingDay((start, one.offered, one.answered) for start, one in sums.asked)
    for place, part in enumerate(parts):
        rates = [rolling.at(end) for end in _ends(part, now, zone)]
        yield PeriodFigures(
            period=part,
            figures=_figures(asked[place], everybody[place], times[place]),
            rolling=rates[-1] if rates else None,
            lowest=min((rate for rate in rates if rate is not None), default=None),
            duties=sums.duties[place] if sums.duties else None,
        )


def of_all(sums: Sums, since: datetime) -> Figures:
    asked = [one for start, one in sums.asked if start >= since]
    everybody = [one for start, one in sums.all if start >= since]
    return _figures(asked, everybody, [one for _, one in sums.times])


def by_hour_of_week(sums: Sums, since: datetime, zone: ZoneInfo) -> list[WeekHour]:
    """Hours with calls only."""
    counts: dict[tuple[int, int], list[int]] = {}
    for start, one in sums.asked:
        if start >= since:
            local = start.astimezone(zone)
            count = counts.setdefault((local.isoweekday(), local.hour), [0, 0])
            count[0] += one.offered
            count[1] += one.answered
    return [
        WeekHour(weekday=weekday, hour=hour, offered=offered, answered=answered)
        for (weekday, hour), (offered, answered) in sorted(counts.items())
    ]


def _figures(asked: Sequence[Traffic], everybody: Sequence[Traffic], times: Sequence[Mapping[str, int]]) -> Figures:
    return Figures(traffic=total(asked), times=all_times(times), answered=sum(one.answered for one in everybody))


def _by_part(some: Timed[T], parts: Sequence[Period]) -> list[list[T]]:
    """What begins in each period."""
    found: list[list[T]] = [[] for _ in parts]
    place = 0
    for start, one in some:
        while place < len(parts) and start >= parts[place].until:
            place += 1
        if place < len(parts) and start >= parts[place].since:
            found[place].append(one)
    return found


def _ends(part: Period, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The ends of a period's half hours, up to the present one."""
    end = half_hour_of(part.since, zone) + HALF_HOUR
    while end - HALF_HOUR < min(part.until, now):
        yield min(end, part.until)
        end += HALF_HOUR
