"""Inbound calls: citizens are answered in their order by the agent who has been idle longest, or give up."""

from collections.abc import Callable
from functools import partial

from callback.simulation.citizens import Citizen
from callback.simulation.clock import Clock
from callback.simulation.scenario import Scenario
from callback.simulation.seats import Seat, Seats, SeatState
from callback.simulation.tally import Tally


class Inbound:
    """`missed` is called for each citizen who was not answered, `taken` for each seat whose phone starts to ring."""

    def __init__(
        self,
        *,
        scenario: Scenario,
        clock: Clock,
        seats: Seats,
        tally: Tally,
        missed: Callable[[Citizen], None],
        taken: Callable[[Seat], None],
    ) -> None:
        self._queue = scenario.hotline.queues[0]
        self._pick_up_s = scenario.pick_up_s
        self._clock = clock
        self._seats = seats
        self._tally = tally
        self._missed = missed
        self._taken = taken
        self._line: dict[Citizen, None] = {}  # a dict for its order: that of arrival
        self._ringing: dict[Citizen, Seat] = {}
        self._talking = 0

    @property
    def waiting(self) -> int:
        """The number of waiting citizens, including those for whom a phone rings."""
        return len(self._line) + len(self._ringing)

    @property
    def lines(self) -> int:
        """The number of trunk channels in use."""
        return self.waiting + self._talking

    def arrive(self, citizen: Citizen) -> None:
        self._tally.hour(citizen.at_s).arrivals += 1
        if self._seats.is_empty or len(self._line) >= self._queue.max_waiting:
            self._miss(citizen)
            return
        self._line[citizen] = None
        self._tally.waiting(self.waiting)
        self._clock.after(min(citizen.patience_s, self._queue.max_wait_s), partial(self._leave, citizen))
        self.serve()

    def serve(self) -> None:
        """Ring the phones of idle agents for the citizens who have waited longest."""
        while self._line and (seat := self._seats.longest_idle()) is not None:
            citizen = next(iter(self._line))
            del self._line[citizen]
            self._taken(seat)
            self._seats.put(seat, SeatState.RINGING)
            self._ringing[citizen] = seat
            self._clock.after(self._pick_up_s, partial(self._answer, citizen))

    def send_away(self) -> None:
        """Once the last agent has left, end all waiting calls."""
        for citizen in list(self._line) if self._seats.is_empty else ():
            self._leave(citizen)

    def _answer(self, citizen: Citizen) -> None:
        seat = self._ringing.pop(citizen, None)
        if seat is None:  # the citizen gave up while it rang
            return
        self._tally.answered(citizen.at_s, self._clock.now_s)
        self._talking += 1
        self._seats.put(seat, SeatState.BUSY)
        self._clock.after(citizen.talk_s, partial(self._hang_up, seat))

    def _hang_up(self, seat: Seat) -> None:
        self._talking -= 1
        self._clock.after(self._queue.wrapup_s, partial(self._seats.free, seat))

    def _leave(self, citizen: Citizen) -> None:
        seat = self._ringing.pop(citizen, None)
        if seat is None and citizen not in self._line:
            return
        self._line.pop(citizen, None)
        self._miss(citizen)
        if seat is not None:
            self._seats.free(seat)

    def _miss(self, citizen: Citizen) -> None:
        self._tally.missed(citizen.at_s, self._clock.now_s)
        self._missed(citizen)
