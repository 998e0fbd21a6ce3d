"""Callbacks: offered, dialled and settled by the product's own rules."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from heapq import heappop, heappush

from callback.simulation.callback_hours import CallbackHours
from callback.simulation.citizens import Citizen, Dialled
from callback.simulation.clock import Clock
from callback.simulation.inbound import Inbound
from callback.simulation.scenario import Scenario
from callback.simulation.seats import Seat, Seats, SeatState
from callback.simulation.tally import Offer, Tally
from hotline.domain.callbacks.callback import OPEN, CallbackStatus
from hotline.domain.callbacks.fairness import lines_left, may_be_offered
from hotline.domain.callbacks.retry import settle
from hotline.domain.facts.failure import Failure
from hotline.domain.reports.figures import Duty

EXPIRE_AGAIN_S = 60.0
MARGIN_S = 0.001  # a wait that is rounded down to microseconds may end just too early


@dataclass(kw_only=True, eq=False)
class Owed:
    """The duty to call one citizen back."""

    citizen: Citizen
    missed_at: datetime
    status: CallbackStatus = CallbackStatus.PENDING
    attempts: int = 0
    first_tried_at: datetime | None = None
    ended_at: datetime | None = None

    def as_duty(self) -> Duty:
        """In the form that the product's figures take."""
        return Duty(
            status=self.status,
            missed_at=self.missed_at,
            first_tried_at=self.first_tried_at,
            ended_at=self.ended_at,
            attempts=self.attempts,
        )


class Outbound:
    """`owed` holds all callbacks; `exempt` counts missed calls that owe none."""

    def __init__(self, *, scenario: Scenario, clock: Clock, seats: Seats, tally: Tally) -> None:
        self._scenario = scenario
        self._policy = scenario.hotline.callback
        self._trunk = scenario.hotline.trunks[0]
        self._wrapup_s = max(queue.wrapup_s for queue in scenario.hotline.queues)
        self._callback_hours = CallbackHours(self._policy, scenario.zone)
        self._clock = clock
        self._seats = seats
        self._tally = tally
        self._due: list[tuple[float, int, Owed]] = []  # a heap in the order in which they are offered
        self._offered: dict[Seat, Owed] = {}
        self._dialling: dict[Seat, Owed] = {}
        self._awaited: datetime | None = None
        self.owed: list[Owed] = []
        self.open = 0
        self.exempt = 0

    def owe(self, citizen: Citizen) -> None:
        """Record that the citizen's call was missed, and open a callback unless the call is exempt."""
        if self._clock.now_s - citizen.at_s < self._policy.short_abandon_s:
            self.exempt += 1
            return
        owed = Owed(citizen=citizen, missed_at=self._clock.now)
        self.owed.append(owed)
        self.open += 1
        self._stand_in_line(owed)
        self._clock.after(self._policy.expire_after, partial(self._expire, owed))

    def offer(self, inbound: Inbound) -> None:
        """Offer the next due callbacks to idle agents, as the callback role does in each of its rounds."""
        if self._clock.now_s >= self._scenario.end_s or not self._anything_due() or not self._may_ring():
            return
        busy = {seat.name for seat in (*self._offered, *self._dialling)}
        idle = self._seats.idle()
        lines = lines_left(
            channels=self._trunk.channels,
            reserve_inbound=self._trunk.reserve_inbound,
            theirs=inbound.lines,
            ours=len(self._dialling),
        )
        chosen = may_be_offered(
            idle,
            policy=self._policy,
            waiting=inbound.waiting,
            lines=lines - len(busy),
            busy=busy,
            now=self._clock.now,
        )
        free = sum(agent.username not in busy for agent in idle)
        for taken, name in enumerate(chosen, start=1):
            if self._anything_due():
                self._tally.offers.append(
                    Offer(at_s=self._clock.now_s, waiting=inbound.waiting, left_free=free - taken)
                )
                self._give(self._seats.seat(name), heappop(self._due)[-1])

    def wake(self) -> None:
        """Plan an event, and with it a round of offers, for when the agent who became ready has
        been idle long enough.
        """
        self._clock.after(self._policy.min_idle_s + MARGIN_S, _nothing)

    def give_back(self, seat: Seat) -> None:
        """Withdraw the offer because an inbound call rings the agent; the callback returns to its place in the line."""
        owed = self._offered.pop(seat, None)
        if owed is not None:
            owed.status = CallbackStatus.PENDING
            self._stand_in_line(owed)

    def _anything_due(self) -> bool:
        while self._due and self._due[0][-1].status is not CallbackStatus.PENDING:
            heappop(self._due)
        return bool(self._due)

    def _may_ring(self) -> bool:
        opens_at = self._callback_hours.opens_at(self._clock.now)
        if opens_at is not None and opens_at > self._clock.now and opens_at != self._awaited:
            self._awaited = opens_at
            self._clock.at_moment(opens_at, _nothing)
        return opens_at == self._clock.now

    def _stand_in_line(self, owed: Owed) -> None:
        heappush(self._due, (owed.citizen.at_s, owed.citizen.id, owed))

    def _give(self, seat: Seat, owed: Owed) -> None:
        owed.status = CallbackStatus.OFFERED
        self._offered[seat] = owed
        if self._policy.mode == "auto":
            self._accept(seat, owed)
        else:
            self._clock.after(self._scenario.decide_s, partial(self._accept, seat, owed))

    def _accept(self, seat: Seat, owed: Owed) -> None:
        if self._offered.get(seat) is not owed:
            return
        if seat.state is not SeatState.READY or not self._callback_hours.is_open(self._clock.now):
            self.give_back(seat)
            return
        del self._offered[seat]
        self._dialling[seat] = owed
        owed.status = CallbackStatus.DIALLING
        self._seats.put(seat, SeatState.BUSY)
        self._clock.after(self._scenario.pick_up_s, partial(self._dial, seat, owed))

    def _dial(self, seat: Seat, owed: Owed) -> None:
        if not self._callback_hours.is_open(self._clock.now):
            self._fail(seat, owed, Failure.LATE)
            return
        dialled = owed.citizen.dialled(self._scenario.reach)
        self._tally.dialled(self._clock.now_s, reached=dialled.failure is None)
        self._clock.after(dialled.after_s, partial(self._hear, seat, owed, dialled))

    def _hear(self, seat: Seat, owed: Owed, dialled: Dialled) -> None:
        """Record the result of the dialling."""
        if dialled.failure is not None:
            self._fail(seat, owed, dialled.failure)
            return
        owed.attempts += 1
        owed.first_tried_at = owed.first_tried_at or self._clock.now
        self._end(owed, CallbackStatus.REACHED)
        self._clock.after(owed.citizen.talk_s, partial(self._part, seat))

    def _part(self, seat: Seat) -> None:
        """The conversation has ended: the line is free now, the agent after the wrap-up time."""
        del self._dialling[seat]
        self._clock.after(self._wrapup_s, partial(self._seats.free, seat))

    def _fail(self, seat: Seat, owed: Owed, failure: Failure) -> None:
        now = self._clock.now
        how = settle(failure, owed.attempts, self._policy, self._scenario.zone, now)
        owed.attempts = how.attempts
        if how.tried:
            owed.first_tried_at = owed.first_tried_at or now
        if how.next_at is None:
            self._end(owed, how.status)
        else:
            owed.status = how.status
            self._clock.at_moment(how.next_at, partial(self._stand_in_line, owed))
        del self._dialling[seat]
        self._seats.free(seat)

    def _expire(self, owed: Owed) -> None:
        if owed.status not in OPEN or self._clock.now_s >= self._scenario.end_s:
            return
        if owed.status is CallbackStatus.PENDING:
            self._end(owed, CallbackStatus.EXHAUSTED)
        else:  # an agent is working on it
            self._clock.after(EXPIRE_AGAIN_S, partial(self._expire, owed))

    def _end(self, owed: Owed, status: CallbackStatus) -> None:
        assert owed.status in OPEN
        owed.status, owed.ended_at = status, self._clock.now
        self.open -= 1


def _nothing() -> None:
    """An event without an action of its own: each event is followed by a round of offers."""
