"""The figures of inbound calls in a period, each defined once.

| figure            | 中文           | meaning                                                                     |
|-------------------|----------------|-----------------------------------------------------------------------------|
| `offered`         | 来电           | inbound calls that are over: answered + missed + unknown                    |
| `missed`          | 漏话           | by where they were missed                                                   |
| `service_level`   | 接通率(限时)   | answered within the queue's threshold / offered                             |
| `connection_rate` | 接通率         | answered / offered                                                          |
| `broad_rate`      | 广义接通率     | (answered + missed whose callback is reached or self_resolved) / offered    |
| `asa_s`           | 平均应答       | mean wait of answered calls, from the queue to the answer                   |
| `talk_s`          | 平均通话       | mean time that the citizen of an answered call talked                       |
| `aht_s`           | 平均处理       | `talk_s` and the mean after-call work of an answered call                   |
| `longest_wait_s`  | 最长等待       | of all calls, answered or not                                               |
| `occupancy`       | 占用率         | (talking + after-call work) / (these + ringing + ready), of all agents      |
| `rolling_24h`     | 24小时接通率   | answered / offered of the 24 hours that end with the period                 |
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from operator import attrgetter

from hotline.domain.facts.missed import MissedIn
from hotline.domain.reports.figures import rate

DAY = timedelta(hours=24)
_MISSED = tuple((where.value, f"missed_{where.value}") for where in MissedIn)


@dataclass(frozen=True, kw_only=True, slots=True)
class Traffic:
    """Sums over inbound calls that are over; the fields are the columns of `half_hours`."""

    offered: int = 0
    answered: int = 0
    missed: int = 0
    missed_greeting: int = 0
    missed_queue: int = 0
    missed_ringing: int = 0
    missed_full: int = 0
    missed_empty: int = 0
    missed_timeout: int = 0
    missed_down: int = 0
    unknown: int = 0
    in_time: int = 0
    owed: int = 0
    recovered: int = 0
    overflowed: int = 0
    waited_ms: int = 0
    to_person_ms: int = 0
    talked_ms: int = 0
    longest_wait_ms: int = 0

    @property
    def missed_by_reason(self) -> dict[str, int]:
        return {where: getattr(self, column) for where, column in _MISSED}

    @property
    def service_level(self) -> float | None:
        return rate(self.in_time, self.offered)

    @property
    def connection_rate(self) -> float | None:
        return rate(self.answered, self.offered)

    @property
    def broad_rate(self) -> float | None:
        return rate(self.answered + self.recovered, self.offered)

    def mean_s(self, total_ms: int) -> float | None:
        """For each answered call."""
        return round(total_ms / self.answered / 1000, 1) if self.answered else None


FIELDS = tuple(field.name for field in fields(Traffic))
_VALUES = attrgetter(*FIELDS)


def total(some: Iterable[Traffic]) -> Traffic:
    """All added up; the longest wait is the longest of all. One alone is its own total: a report by half hours asks for
    1,440 of these."""
    parts = list(some)
    if len(parts) < 2:
        return parts[0] if parts else Traffic()
    columns = list(zip(*map(_VALUES, parts), strict=True))
    named = zip(FIELDS, columns, strict=True)
    return Traffic(**{name: max(column) if name == "longest_wait_ms" else sum(column) for name, column in named})


@dataclass(frozen=True, kw_only=True, slots=True)
class StateTimes:
    """Milliseconds that agents spent in each state, by the state's name."""

    lasted_ms: Mapping[str, int]

    @property
    def wrapup_ms(self) -> int:
        return self.lasted_ms.get("wrapup", 0)

    @property
    def occupancy(self) -> float | None:
        busy = self.lasted_ms.get("talking", 0) + self.wrapup_ms
        return rate(busy, busy + self.lasted_ms.get("ringing", 0) + self.lasted_ms.get("ready", 0))


def all_times(some: Iterable[Mapping[str, int]]) -> StateTimes:
    lasted: dict[str, int] = {}
    for one in some:
        for state, lasted_ms in one.items():
            lasted[state] = lasted.get(state, 0) + lasted_ms
    return StateTimes(lasted_ms=lasted)


class RollingDay:
    """The connection rate of the last 24 hours at each half hour, from sums that begin 24 hours earlier.

    `ends` are asked in order of their time.
    """

    def __init__(self, sums: Iterable[tuple[datetime, int, int]]) -> None:
        self._coming = deque(sorted(sums))
        self._window: deque[tuple[datetime, int, int]] = deque()
        self._offered = self._answered = 0

    def at(self, end: datetime) -> float | None:
        """Of the half hours that began within 24 hours before `end`."""
        while self._coming and self._coming[0][0] < end:
            self._window.append(self._coming.popleft())
            self._add(self._window[-1], 1)
        while self._window and self._window[0][0] < end - DAY:
            self._add(self._window.popleft(), -1)
        return rate(self._answered, self._offered)

    def _add(self, one: tuple[datetime, int, int], sign: int) -> None:
        self._offered += sign * one[1]
        self._answered += sign * one[2]
