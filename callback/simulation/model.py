"""Plays a scenario from its first midnight to its last; calls and callbacks still running then are
played to their end.
"""

from dataclasses import dataclass
from functools import partial

from callback.simulation.citizens import citizens
from callback.simulation.clock import Clock
from callback.simulation.inbound import Inbound
from callback.simulation.outbound import Outbound, Owed
from callback.simulation.scenario import Scenario
from callback.simulation.seats import Seats
from callback.simulation.tally import SAMPLE_S, Tally
from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.callbacks.open_time import OpenTime
from hotline.domain.reports.figures import CallbackFigures, CallCounts, callback_figures


@dataclass(frozen=True, kw_only=True)
class Played:
    """The result: each call was answered or missed, and each missed call has its callback or is exempt."""

    scenario: Scenario
    tally: Tally
    owed: list[Owed]
    exempt: int

    def figures(self) -> CallbackFigures:
        """The figures that the product would report for these days."""
        hours, end = self.tally.hours, self.scenario.moment(self.scenario.days, 0)
        recovered = sum(owed.status is CallbackStatus.REACHED for owed in self.owed)
        calls = CallCounts(
            offered=sum(hour.arrivals for hour in hours),
            answered=sum(hour.answered for hour in hours),
            owed=len(self.owed),
            recovered=recovered,
        )
        open_time = OpenTime(self.scenario.hotline.callback, self.scenario.zone, self.scenario.begin, end)
        return callback_figures(calls, (owed.as_duty() for owed in self.owed), open_time)


def play(scenario: Scenario) -> Played:
    """Play the scenario; the result is always the same for the same scenario."""
    return _Simulation(scenario).run()


class _Simulation:
    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._clock = Clock(scenario.begin)
        self._tally = Tally(scenario.end_s)
        self._seats = Seats(self._clock, self._tally, max(scenario.agents), self._freed)
        self._outbound = Outbound(scenario=scenario, clock=self._clock, seats=self._seats, tally=self._tally)
        self._inbound = Inbound(
            scenario=scenario,
            clock=self._clock,
            seats=self._seats,
            tally=self._tally,
            missed=self._outbound.owe,
            taken=self._outbound.give_back,
        )

    def run(self) -> Played:
        for second, agents in self._scenario.shifts():
            self._clock.at(second, partial(self._shift, agents))
        for sample in range(1, int(self._scenario.end_s // SAMPLE_S) + 1):
            self._clock.at(sample * SAMPLE_S, self._sample)
        for citizen in citizens(self._scenario):
            self._clock.at(citizen.at_s, partial(self._inbound.arrive, citizen))
        self._clock.run(partial(self._outbound.offer, self._inbound))
        return Played(
            scenario=self._scenario, tally=self._tally, owed=self._outbound.owed, exempt=self._outbound.exempt
        )

    def _shift(self, agents: int) -> None:
        self._seats.shift(agents)
        self._inbound.send_away()

    def _freed(self) -> None:
        self._inbound.serve()
        self._outbound.wake()

    def _sample(self) -> None:
        self._tally.sample(self._clock.now_s, open_duties=self._outbound.open, waiting=self._inbound.waiting)
