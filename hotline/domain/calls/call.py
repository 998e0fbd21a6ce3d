"""A call: one conversation as the citizen experienced it. hotline.domain.calls.projection makes it from facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hotline.domain.calls.survey import Survey
from hotline.domain.facts.failure import Failure
from hotline.domain.facts.missed import MissedIn
from hotline.domain.supervisions.supervision import Supervision
from hotline.domain.transfers.transfer import OPEN_STATES, Transfer


class Direction(Enum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    CALLBACK = "callback"
    INTERNAL = "internal"


class CallState(Enum):
    RINGING = "ringing"  # has reached no queue
    # has reached a queue and no agent; the citizen still waits, or hears the last announcement (`rung_off`)
    QUEUED = "queued"
    TALKING = "talking"
    HELD = "held"  # the agent put the citizen on hold
    ENDED = "ended"


class Dialling(Enum):
    """The progress of a call that we place, until agent and citizen talk."""

    AGENT = "agent"  # the agent's phone rings
    NUMBER = "number"  # the agent has answered, the number is being dialled
    RINGING = "ringing"  # the outside telephone rings


class Outcome(Enum):
    ANSWERED = "answered"
    MISSED = "missed"
    FAILED = "failed"  # outbound calls and callbacks only
    UNKNOWN = "unknown"  # ended unobserved, and no witness knows how


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One agent's part in a call: their phone rang from `started_at`, they talked from `answered_at` for `talk_s`.

    `picked_up_at` is for legs to which a colleague sent the citizen: if they were consulted first, they talked with
    the colleague from then on, and may never have got the citizen. `left_at` is when their last conversation with
    the citizen ended, None while it lasts. `on_hold`: their telephone holds the citizen; only the telephone can end
    that.
    """

    channel: str
    extension: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    talk_s: float
    on_hold: bool = False
    picked_up_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def ringing(self) -> bool:
        return self.answered_at is None and self.picked_up_at is None and self.ended_at is None

    @property
    def talking(self) -> bool:
        return self.answered_at is not None and self.ended_at is None

    @property
    def consulted(self) -> bool:
        """Talks with a colleague about the citizen, and has not had the citizen yet."""
        return self.answered_at is None and self.picked_up_at is not None and self.ended_at is None


def speaker_of(legs: Iterable[Leg]) -> Leg | None:
    """The leg of the agent whose call it is: who has the citizen, or had them last. Of two who have them together it is
    the one who had them first; so it passes to a colleague when the agent leaves.
    """
    spoke = [leg for leg in legs if leg.answered_at]
    left = [leg.left_at for leg in spoke]
    last = None if None in left else max((one for one in left if one), default=None)
    there = [leg for leg in spoke if leg.left_at == last]
    return min(there, key=lambda leg: (leg.answered_at, leg.channel), default=None)


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is known of a call now. `caller` and `called` are as the line gave them; durations are in seconds.

    `extension` is that of the agent whose call it is (`speaker_of`). `wait_s` runs from the queue (from the arrival if
    no queue was reached, from the first ring of the agent's phone if we placed the call) to the answer or the end;
    `talk_s` is the time that the citizen spoke with anybody; each is None until it is over. `asked`: the citizen
    pressed the key for a callback. For calls that we place, the witnesses know `called` only if the agent dialled it on
    the telephone; the number of all others is in hotline.store.calls.placed.

    `citizen` is the citizen's channel, "" if there is none. `dialling` is for calls that we place, while they ring;
    `said` is the result of their Dial (hotline.domain.facts.failure).

    `turned_away`: too many calls of this number were live. `rung_off`: the citizen can reach no agent any more, and
    hears why, or that they will be called back.

    `origin` is the desk that the call comes from, e.g. 110. `queue` is the first queue, in whose figures the call
    counts; `overflowed_to` the second; `sent_to` the one that an agent sent the citizen to, at `sent_at`. A call with a
    `survey` ends when the question begins. `notice`: the citizen said that this notice is why they
    ring, which answers the call.
    """

    id: str
    direction: Direction
    state: CallState
    outcome: Outcome | None
    missed_in: MissedIn | None
    failure: Failure | None
    caller: str
    caller_name: str
    called: str
    trunk: str
    origin: str
    queue: str | None
    overflowed_to: str | None
    extension: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None
    talk_s: float | None
    unknown_number: bool
    asked: bool
    legs: tuple[Leg, ...]
    citizen: str
    transfers: tuple[Transfer, ...]
    supervisions: tuple[Supervision, ...] = ()
    dialling: Dialling | None = None
    said: str = ""
    turned_away: bool = False
    rung_off: bool = False
    survey: Survey | None = None
    notice: int | None = None
    sent_to: str | None = None
    sent_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """For an agent, or hears that nobody is available while an agent who becomes free would take the call."""
        return self.state is CallState.QUEUED and not self.rung_off

    @property
    def live(self) -> bool:
        return self.ended_at is None

    @property
    def agents_talk(self) -> bool:
        """With the citizen, or with a transfer target while the citizen is set aside; not while they hold."""
        return self.state is CallState.TALKING or any(one.state in OPEN_STATES for one in self.transfers)

    @property
    def to_person_s(self) -> float | None:
        """Seconds from the arrival of an inbound call to an agent's answer, including greeting and queue; else None."""
        if self.direction is not Direction.INBOUND or self.answered_at is None:
            return None
        return max(0.0, (self.answered_at - self.started_at).total_seconds())

    @property
    def queue_now(self) -> str | None:
        """The queue they wait in, or waited in last: the one that served them if they were answered."""
        return self.sent_to or self.overflowed_to or self.queue

    def queue_of(self, leg: Leg) -> str | None:
        """The queue in which the agent of this leg got the citizen, or to which the citizen belonged then."""
        was_sent = self.sent_at is not None and self.sent_at <= leg.started_at
        return self.sent_to if was_sent else self.overflowed_to or self.queue
