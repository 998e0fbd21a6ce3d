"""A call: one conversation as the citizen lived it. What makes a call out of its facts is
hotline.domain.calls.projection."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hotline.domain.facts.failure import Failure
from hotline.domain.facts.missed import MissedIn
from hotline.domain.transfers.transfer import OPEN_STATES, Transfer


class Direction(Enum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    CALLBACK = "callback"
    INTERNAL = "internal"


class CallState(Enum):
    RINGING = "ringing"  # with us, in no queue: not yet, or not any more and told to ring off
    QUEUED = "queued"  # waits for a person, or hears that there is none and would be taken by one who becomes free
    TALKING = "talking"
    HELD = "held"  # the agent put the citizen on hold
    ENDED = "ended"


class Dialling(Enum):
    """How far a call has come that we place, until the two talk."""

    AGENT = "agent"  # the agent's phone rings
    NUMBER = "number"  # the agent is there, the number is dialled
    RINGING = "ringing"  # the telephone outside rings


class Outcome(Enum):
    ANSWERED = "answered"
    MISSED = "missed"
    FAILED = "failed"  # outgoing only
    UNKNOWN = "unknown"  # ended unseen, and no witness knows how


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One agent's part in a call: their phone rang from `started_at`, they spoke from `answered_at` for `talk_s`.
    `on_hold`: the phone itself holds the citizen, which only the phone can end."""

    channel: str
    extension: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    talk_s: float
    on_hold: bool = False

    @property
    def ringing(self) -> bool:
        return self.answered_at is None and self.ended_at is None

    @property
    def talking(self) -> bool:
        return self.answered_at is not None and self.ended_at is None


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is known of a call now. `caller` and `called` are as the line gave them; durations are in seconds.

    `extension` is that of the agent who spoke last with the citizen. `wait_s` counts from the queue (from the arrival
    when no queue was reached, from the first ring of the agent's phone when we placed the call) to the answer or the
    end; `talk_s` the time that the citizen spoke with anybody; each is None until it is over. `asked`: the citizen
    pressed the key that asks for a callback. Of a call that we place the witnesses know `called` only when the agent
    dialled it on the phone; the number of any other stands in hotline.store.calls.placed.
    `citizen` is the citizen's channel, "" while there is none. `dialling` is for calls that we place, while they ring;
    `said` is how their Dial ended (hotline.domain.facts.failure).
    `turned_away`: too many calls of their number lived already.
    `origin` is the desk that the call comes from, e.g. 110. `queue` is where the citizen first stood in line, whose
    figures they belong to; `overflowed_to` where they went on.
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
    dialling: Dialling | None = None
    said: str = ""
    turned_away: bool = False

    @property
    def live(self) -> bool:
        return self.ended_at is None

    @property
    def agents_talk(self) -> bool:
        """With the citizen, or with the target of a transfer while the citizen is set aside; not while they hold."""
        return self.state is CallState.TALKING or any(one.state in OPEN_STATES for one in self.transfers)

    @property
    def to_person_s(self) -> float | None:
        """From the arrival of the citizen's call to an agent, with greeting and queue: what the citizen waits."""
        if self.direction is not Direction.INBOUND or self.answered_at is None:
            return None
        return max(0.0, (self.answered_at - self.started_at).total_seconds())

    @property
    def queue_now(self) -> str | None:
        """Where they wait, or waited last: the queue that served them if they were answered."""
        return self.overflowed_to or self.queue
