"""Statistics collected during a simulation: by the hour, and samples every 15 minutes for the chart."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HOUR_S = 3600.0
SAMPLE_S = 900.0


@dataclass(kw_only=True)
class Hour:
    """Calls by the hour in which they arrived, diallings by the hour in which they began.

    Waits are those of all calls, to the answer or to the end. `present_s` are the seconds that agents were on duty,
    `idle_s` those of them in which they were idle.
    """

    arrivals: int = 0
    answered: int = 0
    missed: int = 0
    made: int = 0
    reached: int = 0
    waits_s: list[float] = field(default_factory=list)
    open_at_end: int = 0
    idle_s: float = 0.0
    present_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Open callbacks at that time, and the highest number waiting in the 15 minutes before it."""

    at_s: float
    open: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An offer: how many citizens waited, and how many idle agents without an offer were left."""

    at_s: float
    waiting: int
    left_free: int


class Tally:
    def __init__(self, end_s: float) -> None:
        self.hours = [Hour() for _ in range(max(1, round(end_s / HOUR_S)))]
        self.samples: list[Sample] = []
        self.offers: list[Offer] = []
        self.dialled_s: list[float] = []
        self._seats_until, self._ready, self._present = 0.0, 0, 0
        self._end_s = end_s
        self._most_waiting = 0

    def hour(self, second: float) -> Hour:
        """The hour of that time; calls that go on after the end count for the last hour."""
        return self.hours[min(int(second // HOUR_S), len(self.hours) - 1)]

    def answered(self, arrived_s: float, now_s: float) -> None:
        hour = self.hour(arrived_s)
        hour.answered += 1
        hour.waits_s.append(now_s - arrived_s)

    def missed(self, arrived_s: float, now_s: float) -> None:
        hour = self.hour(arrived_s)
        hour.missed += 1
        hour.waits_s.append(now_s - arrived_s)

    def waiting(self, count: int) -> None:
        self._most_waiting = max(self._most_waiting, count)

    def dialled(self, now_s: float, *, reached: bool) -> None:
        hour = self.hour(now_s)
        hour.made += 1
        hour.reached += reached
        self.dialled_s.append(now_s)

    def seats(self, now_s: float, *, ready: int, present: int) -> None:
        """Record a change of the numbers of agents; adds up the time spent with the previous ones."""
        until = min(now_s, self._end_s)
        while self._seats_until < until:
            part = min(until, (self._seats_until // HOUR_S + 1) * HOUR_S)
            hour = self.hour(self._seats_until)
            hour.idle_s += self._ready * (part - self._seats_until)
            hour.present_s += self._present * (part - self._seats_until)
            self._seats_until = part
        self._ready, self._present = ready, present

    def sample(self, now_s: float, *, open_duties: int, waiting: int) -> None:
        most, self._most_waiting = max(self._most_waiting, waiting), waiting
        self.samples.append(Sample(at_s=now_s, open=open_duties, waiting=most))
        self.hour(now_s - 1).open_at_end = open_duties
        self.seats(now_s, ready=self._ready, present=self._present)


def percentile(values: Sequence[float], part: float) -> float | None:
    """The value that a fraction `part` of all values do not exceed; None if there are no values."""
    if not values:
        return None
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]
