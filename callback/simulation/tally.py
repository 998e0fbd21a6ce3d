"""What is written down while a day is played: by hour, and every quarter of an hour for the chart."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HOUR_S = 3600.0
SAMPLE_S = 900.0


@dataclass(kw_only=True)
class Hour:
    """Calls by the hour in which they arrived, diallings by that in which they began. Waits are those of all who rang,
    to the answer or to the end; `idle_s` of `present_s` seconds of agents nobody needed them."""

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
    """Open callbacks at a moment, and the most that waited in the quarter of an hour before it."""

    at_s: float
    open: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An offer when it was made: how many waited, and how many free agents it left."""

    at_s: float
    waiting: int
    left_free: int


class Tally:
    def __init__(self, end_s: float) -> None:
        self.hours = [Hour() for _ in range(max(1, round(end_s / HOUR_S)))]
        self.samples: list[Sample] = []
        self.offers: list[Offer] = []
        self.dialled_s: list[float] = []
        self._room_at, self._ready, self._present = 0.0, 0, 0
        self._end_s = end_s
        self._most_waiting = 0

    def hour(self, second: float) -> Hour:
        """What begins after the last hour, of calls that were under way, belongs to it."""
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

    def room(self, now_s: float, *, ready: int, present: int) -> None:
        """The room changes now: what it was until now is added up."""
        until = min(now_s, self._end_s)
        while self._room_at < until:
            part = min(until, (self._room_at // HOUR_S + 1) * HOUR_S)
            hour = self.hour(self._room_at)
            hour.idle_s += self._ready * (part - self._room_at)
            hour.present_s += self._present * (part - self._room_at)
            self._room_at = part
        self._ready, self._present = ready, present

    def sample(self, now_s: float, *, open_duties: int, waiting: int) -> None:
        most, self._most_waiting = max(self._most_waiting, waiting), waiting
        self.samples.append(Sample(at_s=now_s, open=open_duties, waiting=most))
        self.hour(now_s - 1).open_at_end = open_duties
        self.room(now_s, ready=self._ready, present=self._present)


def percentile(values: Sequence[float], part: float) -> float | None:
    """The value that `part` of all do not exceed; None of nothing."""
    if not values:
        return None
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]
