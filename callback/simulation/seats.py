"""The agents' seats: which are on duty, and which are idle since when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from callback.simulation.clock import Clock
from callback.simulation.tally import Tally
from hotline.domain.callbacks.fairness import Idle


class SeatState(Enum):
    AWAY = "away"
    READY = "ready"
    RINGING = "ringing"
    BUSY = "busy"  # talking, dialling or wrapping up


@dataclass(kw_only=True, eq=False)
class Seat:
    number: int
    name: str
    since: datetime
    state: SeatState = SeatState.AWAY


class Seats:
    """`freed` is called when a seat becomes ready."""

    def __init__(self, clock: Clock, tally: Tally, seats: int, freed: Callable[[], None]) -> None:
        self._clock = clock
        self._tally = tally
        self._freed = freed
        self._seats = [Seat(number=number, name=f"a{number:04}", since=clock.now) for number in range(seats)]
        self._by_name = {seat.name: seat for seat in self._seats}
        self._wanted = 0
        self._ready: dict[str, Seat] = {}  # in the order in which they became ready
        self._present = 0

    @property
    def is_empty(self) -> bool:
        """Whether no agent is on duty."""
        return self._present == 0

    def idle(self) -> list[Idle]:
        return [Idle(username=seat.name, since=seat.since) for seat in self._ready.values()]

    def seat(self, name: str) -> Seat:
        return self._by_name[name]

    def longest_idle(self) -> Seat | None:
        """The agent whom app_queue's strategy leastrecent would choose."""
        return next(iter(self._ready.values()), None)

    def shift(self, wanted: int) -> None:
        """Change the number of agents on duty. An agent who is busy leaves when that has ended."""
        self._wanted = wanted
        for seat in self._seats:
            if seat.number >= wanted and seat.state is SeatState.READY:
                self.put(seat, SeatState.AWAY)
            elif seat.number < wanted and seat.state is SeatState.AWAY:
                self.free(seat)

    def free(self, seat: Seat) -> None:
        """Make the seat ready after a call, or away if its shift has ended."""
        is_on_duty = seat.number < self._wanted
        self.put(seat, SeatState.READY if is_on_duty else SeatState.AWAY)
        if is_on_duty:
            self._freed()

    def put(self, seat: Seat, state: SeatState) -> None:
        self._present += (state is not SeatState.AWAY) - (seat.state is not SeatState.AWAY)
        self._ready.pop(seat.name, None)
        seat.state, seat.since = state, self._clock.now
        if state is SeatState.READY:
            self._ready[seat.name] = seat
        self._tally.seats(self._clock.now_s, ready=len(self._ready), present=self._present)
