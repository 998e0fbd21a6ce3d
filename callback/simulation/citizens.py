"""Citizens with random properties that depend only on the seed and the citizen's number, not on the settings.

So two variants get the same citizens, who call at the same times and have the same patience.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from callback.simulation.scenario import Scenario
from hotline.domain.facts.failure import Failure

# How a dialling that does not reach the citizen ends, its frequency in percent, and the seconds it takes.
_FAILURES = (
    (Failure.NO_ANSWER, 60, 40.0),
    (Failure.BUSY, 15, 4.0),
    (Failure.UNREACHABLE, 20, 8.0),
    (Failure.NO_SUCH_NUMBER, 5, 6.0),
)
_RINGS_S = 12.0  # seconds of ringing before a citizen answers


@dataclass(frozen=True, kw_only=True)
class Dialled:
    """The result of a dialling, `after_s` from its beginning; `failure` is None if the citizen answers."""

    failure: Failure | None
    after_s: float


@dataclass(kw_only=True, eq=False)
class Citizen:
    """A citizen who calls once, at `at_s`; gives up after `patience_s`, or talks for `talk_s`."""

    id: int
    at_s: float
    patience_s: float
    talk_s: float
    chance: Random = field(repr=False)

    def dialled(self, reach: float) -> Dialled:
        """Draw the result of the next dialling to this citizen."""
        if self.chance.random() < reach:
            return Dialled(failure=None, after_s=_RINGS_S)
        weights = [weight for _, weight, _ in _FAILURES]
        ((failure, _, after_s),) = self.chance.choices(_FAILURES, weights)
        return Dialled(failure=failure, after_s=after_s)


def citizens(scenario: Scenario) -> Iterator[Citizen]:
    """All citizens in the order of their calls: a Poisson process with the rate of each half hour."""
    chance = Random(f"{scenario.seed}/arrivals")
    count = 0
    for begin, end, expected in scenario.slots():
        if expected <= 0 or end <= begin:
            continue
        rate = expected / (end - begin)
        at_s = begin + chance.expovariate(rate)
        while at_s < end:
            count += 1
            yield _citizen(scenario, count, at_s)
            at_s += chance.expovariate(rate)


def _citizen(scenario: Scenario, number: int, at_s: float) -> Citizen:
    chance = Random(f"{scenario.seed}/{number}")
    patience_s = chance.expovariate(1 / scenario.patience_s)
    talk_s = chance.expovariate(1 / scenario.talk_s)
    return Citizen(id=number, at_s=at_s, patience_s=patience_s, talk_s=talk_s, chance=chance)
