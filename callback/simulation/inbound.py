"""Citizens in the queue: they are answered in their order by who has been idle longest, or leave."""

from collections.abc import Callable
from functools import partial

from callback.simulation.citizens import Citizen
from callback.simulation.clock import Clock
from callback.simulation.room import Room, Seat, SeatState
from callback.simulation.scenario import Scenario
from callback.simulation.tally import Tally


class Inbound:
    """`missed` is told of each citizen who was not answered, `taken` of each seat whose phone rings."""

    def __init__(
        self,
        *,
        scenario: Scenario,
        clock: Clock,
        room: Room,
        tally: Tally,
        missed: Callable[[Citizen], None],
        taken: Callable[[Seat], None],
    ) -> None:
        self._queue = scenario.hotline.queues[0]
        self._pick_up_s = scenario.pick_up_s
        self._clock = clock
        self._room = room
        self._tally = tally
        self._missed = missed
        self._taken = taken
        self._line: dict[Citizen, None] = {}  # in the order of arrival
        self._ringing: dict[Citizen, Seat] = {}
        self._talking = 0

    @property
    def waiting(self) -> int:
        """Citizens who wait for a person, those too whose agent's phone rings."""
        return len(self._line) + len(self._ringing)

    @property
    def lines(self) -> int:
        """Channels of the trunk in use."""
        return self.waiting + self._talking

    def arrive(self, citizen: Citizen) -> None:
        self._tally.hour(citizen.at_s).arrivals += 1
        if self._room.is_empty or len(self._line) >= self._queue.max_waiting:
            self._miss(citizen)
            return
        self._line[citizen] = None
        self._tally.waiting(self.waiting)
        self._clock.after(min(citizen.patience_s, self._queue.max_wait_s), partial(self._leave, citizen))
        self.serve()

    def serve(self) -> None:
        """The phones of free agents ring for who has waited longest."""
        while self._line and (seat := self._room.longest_idle()) is not None:
            citizen = next(iter(self._line))
            del self._line[citizen]
            self._taken(seat)
            self._room.put(seat, SeatState.RINGING)
            self._ringing[citizen] = seat
            self._clock.after(self._pick_up_s, partial(self._answer, citizen))

    def send_away(self) -> None:
        """When the last agent has left, nobody waits on."""
        for citizen in list(self._line) if self._room.is_empty else ():
            self._leave(citizen)

    def _answer(self, citizen: Citizen) -> None:
        seat = self._ringing.pop(citizen, None)
        if seat is None:  # they left while it rang
            return
        self._tally.answered(citizen.at_s, self._clock.now_s)
        self._talking += 1
        self._room.put(seat, SeatState.BUSY)
        self._clock.after(citizen.talk_s, partial(self._hang_up, seat))

    def _hang_up(self, seat: Seat) -> None:
        self._talking -= 1
        self._clock.after(self._queue.wrapup_s, partial(self._room.free, seat))

    def _leave(self, citizen: Citizen) -> None:
        seat = self._ringing.pop(citizen, None)
        if seat is None and citizen not in self._line:
            return
        self._line.pop(citizen, None)
        self._miss(citizen)
        if seat is not None:
            self._room.free(seat)

    def _miss(self, citizen: Citizen) -> None:
        self._tally.missed(citizen.at_s, self._clock.now_s)
        self._missed(citizen)
