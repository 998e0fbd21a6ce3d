"""Citizens, drawn by chance that depends on the seed and on who they are, not on what was set: two variants meet the
same people, who ring at the same moments and are as patient."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from callback.simulation.scenario import Scenario
from hotline.domain.facts.failure import Failure

# How a dialling that does not reach the citizen ends, how often of a hundred, and after how many seconds.
_FAILURES = (
    (Failure.NO_ANSWER, 60, 40.0),
    (Failure.BUSY, 15, 4.0),
    (Failure.UNREACHABLE, 20, 8.0),
    (Failure.NO_SUCH_NUMBER, 5, 6.0),
)
_RINGS_S = 12.0  # how long the phone of a citizen who answers has rung


@dataclass(frozen=True, kw_only=True)
class Dialled:
    """How a dialling ends: `failure` None is a citizen who answers, `after_s` from its beginning."""

    failure: Failure | None
    after_s: float


@dataclass(kw_only=True, eq=False)
class Citizen:
    """Somebody who rings once, at `at_s`; gives up after `patience_s`, else talks for `talk_s`."""

    id: int
    at_s: float
    patience_s: float
    talk_s: float
    chance: Random = field(repr=False)

    def dialled(self, reach: float) -> Dialled:
        """How the next dialling of them ends."""
        if self.chance.random() < reach:
            return Dialled(failure=None, after_s=_RINGS_S)
        weights = [weight for _, weight, _ in _FAILURES]
        ((failure, _, after_s),) = self.chance.choices(_FAILURES, weights)
        return Dialled(failure=failure, after_s=after_s)


def citizens(scenario: Scenario) -> Iterator[Citizen]:
    """All who ring, in order: a Poisson stream at each half hour's rate."""
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
