"""The input of a simulation: arriving calls, agents on duty, and the behaviour of citizens and agents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline.settings.hotline import Hotline

SLOTS = 48  # half hours of a day
# Weight of each half hour in a day's calls: quiet nights, a peak in the morning, a lower one in the afternoon. An
# assumption.
_DAY = (
    *(4, 3, 3, 2, 2, 2, 2, 2, 2, 3, 4, 6, 9, 13, 20, 32),
    *(58, 76, 88, 92, 88, 78, 62, 48, 44, 48, 58, 68, 74, 78, 74, 66),
    *(56, 46, 40, 36, 33, 30, 28, 25, 22, 19, 16, 13, 10, 8, 6, 5),
)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """`arrivals` are the expected calls of each half hour of the local day, `agents` the agents on duty in each minute.

    `talk_s` and `patience_s` are means of exponential distributions. `pick_up_s` is how long an agent's phone rings,
    `decide_s` how long an agent takes to accept an offer. `reach` is the fraction of diallings that reach the citizen.
    """

    hotline: Hotline
    arrivals: Sequence[float]
    agents: Sequence[int]
    talk_s: float
    patience_s: float
    first_day: date
    days: int = 1
    seed: int = 1
    pick_up_s: float = 3.0
    decide_s: float = 5.0
    reach: float = 0.6

    @property
    def zone(self) -> ZoneInfo:
        return self.hotline.centre.zone

    @property
    def begin(self) -> datetime:
        """The first day's midnight, where the simulation's seconds begin."""
        return self.moment(0, 0)

    @property
    def end_s(self) -> float:
        return self.seconds(self.moment(self.days, 0))

    def moment(self, day: int, minute: int) -> datetime:
        """That minute of the local day (0 is the first day), in UTC."""
        local = datetime.combine(self.first_day + timedelta(days=day), time(minute // 60, minute % 60), self.zone)
        return local.astimezone(UTC)

    def seconds(self, moment: datetime) -> float:
        return (moment - self.begin).total_seconds()

    def shifts(self) -> Iterator[tuple[float, int]]:
        """Each change of the number of agents on duty: its time in seconds, and the new number."""
        before = -1
        for day in range(self.days):
            for minute, agents in enumerate(self.agents):
                if agents != before:
                    before = agents
                    yield self.seconds(self.moment(day, minute)), agents

    def slots(self) -> Iterator[tuple[float, float, float]]:
        """Beginning and end of each half hour in seconds, and the calls expected in it."""
        for day in range(self.days):
            for slot, expected in enumerate(self.arrivals):
                last = slot + 1 == SLOTS
                end = self.moment(day + 1, 0) if last else self.moment(day, (slot + 1) * 30)
                yield self.seconds(self.moment(day, slot * 30)), self.seconds(end), expected


def usual_day(calls: float) -> list[float]:
    """Calls per half hour for a day with that many calls, with the usual distribution."""
    return [calls * weight / sum(_DAY) for weight in _DAY]
