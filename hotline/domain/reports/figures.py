"""The figures of callbacks (漏话回拨), each defined once: the wall, the API and the CSV show the same.

A duty belongs to the period in which its citizen was first missed (`missed_at`), a call to that in which it began. A
rate is a part of 1, and None when there is nothing to divide by.

| figure          | 中文         | meaning                                                                       |
|-----------------|--------------|-------------------------------------------------------------------------------|
| `missed`        | 漏话         | missed inbound calls that owe a callback                                      |
| `callbacks`     | 应回拨       | duties; one may answer for several missed calls of a number                   |
| `tried`         | 已回拨       | duties whose citizen was dialled, or reached                                  |
| `reached`       | 回拨接通     | duties that stand as reached: what an agent put right later counts            |
| `self_resolved` | 自行接通     | duties that ended since the citizen got through by themselves                 |
| `attempts`      | 回拨次数     | diallings that counted against `max_attempts`, and those that reached         |
| `callback_rate` | 回拨率       | (tried or self_resolved, each duty once) / callbacks                          |
| `reach_rate`    | 回拨接通率   | reached / tried                                                               |
| `in_time_rate`  | 回拨及时率   | first tried or self-resolved within 30 minutes of callback hours / callbacks  |
| `broad_rate`    | 广义接通率   | (answered + missed whose callback is reached or self_resolved) / offered      |
| `oldest_open_s` | 最久未回拨   | age of the oldest duty that is open, in seconds                               |
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from hotline.domain.callbacks.callback import OPEN, CallbackStatus
from hotline.domain.callbacks.open_time import OpenTime

IN_TIME_S = 1800.0


def rate(part: int, whole: int) -> float | None:
    """Rounded to four digits; None if `whole` is 0."""
    return round(part / whole, 4) if whole else None


@dataclass(frozen=True, kw_only=True)
class DutyCounts:
    """Counts of callbacks. `handled` are those that were tried or resolved by themselves, each counted once."""

    callbacks: int = 0
    tried: int = 0
    reached: int = 0
    self_resolved: int = 0
    handled: int = 0

    @classmethod
    def of(cls, status: CallbackStatus, *, count: int, tried: int) -> "DutyCounts":
        """Counts for `count` callbacks in this status, `tried` of which have been dialled. Reached ones always count as
        tried.
        """
        is_reached = status is CallbackStatus.REACHED
        is_resolved = status is CallbackStatus.SELF_RESOLVED
        return cls(
            callbacks=count,
            tried=count if is_reached else tried,
            reached=count if is_reached else 0,
            self_resolved=count if is_resolved else 0,
            handled=count if is_reached or is_resolved else tried,
        )

    def __add__(self, other: "DutyCounts") -> "DutyCounts":
        return DutyCounts(
            callbacks=self.callbacks + other.callbacks,
            tried=self.tried + other.tried,
            reached=self.reached + other.reached,
            self_resolved=self.self_resolved + other.self_resolved,
            handled=self.handled + other.handled,
        )

    def as_json(self) -> dict[str, int | float | None]:
        return {
            "callbacks": self.callbacks,
            "tried": self.tried,
            "reached": self.reached,
            "self_resolved": self.self_resolved,
            "callback_rate": rate(self.handled, self.callbacks),
            "reach_rate": rate(self.reached, self.tried),
        }


@dataclass(frozen=True, kw_only=True)
class CallCounts:
    """Inbound calls that are over. `owed` are the missed ones that owe a callback, `recovered` those of them whose
    citizen was reached later.
    """

    offered: int = 0
    answered: int = 0
    owed: int = 0
    recovered: int = 0

    def __add__(self, other: "CallCounts") -> "CallCounts":
        return CallCounts(
            offered=self.offered + other.offered,
            answered=self.answered + other.answered,
            owed=self.owed + other.owed,
            recovered=self.recovered + other.recovered,
        )


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One callback, as far as the figures need it."""

    status: CallbackStatus
    missed_at: datetime
    first_tried_at: datetime | None
    ended_at: datetime | None
    attempts: int

    @property
    def handled_at(self) -> datetime | None:
        """When the citizen was first dialled, or got through by themselves."""
        resolved_at = self.ended_at if self.status is CallbackStatus.SELF_RESOLVED else None
        known = [at for at in (self.first_tried_at, resolved_at) if at is not None]
        return min(known, default=None)


@dataclass(frozen=True, kw_only=True)
class CallbackFigures:
    """The figures of one period, or of several added up."""

    calls: CallCounts = field(default_factory=CallCounts)
    duties: DutyCounts = field(default_factory=DutyCounts)
    attempts: int = 0
    in_time: int = 0
    oldest_open_at: datetime | None = None

    def __add__(self, other: "CallbackFigures") -> "CallbackFigures":
        open_ones = [at for at in (self.oldest_open_at, other.oldest_open_at) if at is not None]
        return CallbackFigures(
            calls=self.calls + other.calls,
            duties=self.duties + other.duties,
            attempts=self.attempts + other.attempts,
            in_time=self.in_time + other.in_time,
            oldest_open_at=min(open_ones, default=None),
        )

    def as_json(self, now: datetime) -> dict[str, int | float | None]:
        oldest = self.oldest_open_at
        return {
            "missed": self.calls.owed,
            **self.duties.as_json(),
            "attempts": self.attempts,
            "in_time_rate": rate(self.in_time, self.duties.callbacks),
            "broad_rate": rate(self.calls.answered + self.calls.recovered, self.calls.offered),
            "oldest_open_s": None if oldest is None else max(0, round((now - oldest).total_seconds())),
        }


def callback_figures(calls: CallCounts, duties: Iterable[Duty], open_time: OpenTime) -> CallbackFigures:
    """The figures of a period from its calls and its duties."""
    counts, attempts, in_time = DutyCounts(), 0, 0
    oldest: datetime | None = None
    tallies: dict[tuple[CallbackStatus, bool], int] = {}
    for duty in duties:
        kind = duty.status, duty.first_tried_at is not None
        tallies[kind] = tallies.get(kind, 0) + 1
        attempts += duty.attempts
        in_time += _was_in_time(duty, open_time)
        if duty.status in OPEN and (oldest is None or duty.missed_at < oldest):
            oldest = duty.missed_at
    for (status, tried), count in tallies.items():
        counts += DutyCounts.of(status, count=count, tried=count if tried else 0)
    return CallbackFigures(calls=calls, duties=counts, attempts=attempts, in_time=in_time, oldest_open_at=oldest)


def _was_in_time(duty: Duty, open_time: OpenTime) -> bool:
    handled_at = duty.handled_at
    if handled_at is None:
        return False
    if (handled_at - duty.missed_at).total_seconds() <= IN_TIME_S:
        return True
    return open_time.between_s(duty.missed_at, handled_at) <= IN_TIME_S
