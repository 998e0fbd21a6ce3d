"""A call: one conversation as the citizen lived it, projected from the set of its facts.

Nothing here is changed step by step. `project` reads all facts of a call and says what it is; whichever order they came
in, however often, the same set gives the same call. So a crash, a repair from the journal or a double report cannot
bend a call out of shape.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from cti.domain.facts import Fact, FactKind, Mark
from cti.domain.missed import MissedIn, missed_in


class Direction(Enum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    CALLBACK = "callback"
    INTERNAL = "internal"


class CallState(Enum):
    RINGING = "ringing"  # with us, in no queue yet
    QUEUED = "queued"  # waits for a person
    TALKING = "talking"
    HELD = "held"  # the agent put the citizen on hold
    ENDED = "ended"


class Outcome(Enum):
    ANSWERED = "answered"
    MISSED = "missed"
    FAILED = "failed"  # outgoing only
    UNKNOWN = "unknown"  # ended unseen, and no witness knows how


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One agent's part in a call: their phone rang from `started_at`, they spoke from `answered_at` for `talk_s`."""

    channel: str
    extension: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    talk_s: float

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
    when no queue was reached) to the answer or the end; `talk_s` the time that the citizen spoke with anybody; each is
    None until it is over.
    """

    id: str
    direction: Direction
    state: CallState
    outcome: Outcome | None
    missed_in: MissedIn | None
    caller: str
    caller_name: str
    called: str
    trunk: str
    queue: str | None
    extension: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None
    talk_s: float | None
    unknown_number: bool
    legs: tuple[Leg, ...]

    @property
    def live(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True)
class _Span:
    """A stay in a bridge; an open end is None."""

    start: datetime
    end: datetime | None


class _Channel:
    """The facts of one channel, by kind."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.by_kind: dict[FactKind, dict[str, Fact]] = {}
        for fact in facts:
            self.by_kind.setdefault(fact.kind, {})[fact.peer] = fact

    def one(self, kind: FactKind) -> Fact | None:
        return next(iter(self.by_kind.get(kind, {}).values()), None)

    def mark(self, mark: Mark) -> Fact | None:
        return self.by_kind.get(FactKind.MARK, {}).get(mark.value)

    @property
    def ended_at(self) -> datetime | None:
        end = self.one(FactKind.ENDED) or self.one(FactKind.LOST)
        return end.at if end else None

    def stays(self) -> dict[str, _Span]:
        """When the channel was in which bridge."""
        left = self.by_kind.get(FactKind.LEFT, {})
        return {
            bridge: _Span(joined.at, left[bridge].at if bridge in left else self.ended_at)
            for bridge, joined in self.by_kind.get(FactKind.JOINED, {}).items()
        }

    @property
    def on_hold(self) -> bool:
        """Whether the last word of this channel was to hold the other side."""
        holds, unholds = (self.by_kind.get(kind, {}).values() for kind in (FactKind.HOLD, FactKind.UNHOLD))
        last_hold = max((fact.at for fact in holds), default=None)
        last_unhold = max((fact.at for fact in unholds), default=None)
        return last_hold is not None and (last_unhold is None or last_unhold < last_hold)


def project(call_id: str, facts: Iterable[Fact]) -> Call | None:
    """The call that these facts make; None while its arrival has not been seen."""
    channels = _by_channel(facts)
    citizen = channels.pop(call_id, None)
    arrived = citizen.one(FactKind.ARRIVED) if citizen else None
    if citizen is None or arrived is None:
        return None
    spans = {channel: _together(citizen, other) for channel, other in channels.items()}
    legs = tuple(sorted(_legs(channels, spans, citizen.ended_at), key=lambda leg: (leg.started_at, leg.channel)))
    answered_at = min((leg.answered_at for leg in legs if leg.answered_at), default=None)
    queued = citizen.mark(Mark.QUEUE)
    queued_at = queued.at if queued else None
    ended_at = citizen.ended_at
    outcome = _outcome(citizen, answered_at)
    waited_from, waited_to = queued_at or arrived.at, answered_at or ended_at
    spoke = [leg for leg in legs if leg.answered_at]
    return Call(
        id=call_id,
        direction=Direction.INBOUND,
        state=_state(ended_at, answered_at, queued_at, held=_held(channels, spans)),
        outcome=outcome,
        missed_in=_missed_in(citizen, legs) if outcome is Outcome.MISSED else None,
        caller=arrived.data.get("caller", ""),
        caller_name=arrived.data.get("caller_name", ""),
        called=arrived.data.get("called", ""),
        trunk=arrived.data.get("trunk", ""),
        queue=queued.data.get("value") if queued else None,
        extension=max(spoke, key=lambda leg: (leg.answered_at, leg.channel)).extension if spoke else None,
        started_at=arrived.at,
        queued_at=queued_at,
        answered_at=answered_at,
        ended_at=ended_at,
        wait_s=max(0.0, (waited_to - waited_from).total_seconds()) if waited_to else None,
        talk_s=_length_s([span for some in spans.values() for span in some], ended_at) if ended_at else None,
        unknown_number=citizen.mark(Mark.UNKNOWN_NUMBER) is not None,
        legs=legs,
    )


def _by_channel(facts: Iterable[Fact]) -> dict[str, _Channel]:
    sorted_out: dict[str, list[Fact]] = {}
    for fact in facts:
        sorted_out.setdefault(fact.channel, []).append(fact)
    return {channel: _Channel(some) for channel, some in sorted_out.items()}


def _legs(
    channels: Mapping[str, _Channel], spans: Mapping[str, list[_Span]], call_ended_at: datetime | None
) -> Iterable[Leg]:
    for channel, seen in channels.items():
        made = seen.one(FactKind.LEG)
        if made is None:
            continue
        # When the citizen is gone the leg is over, though its own end may be reported a moment later.
        ended_at = seen.ended_at or call_ended_at
        yield Leg(
            channel=channel,
            extension=made.data.get("extension", ""),
            started_at=made.at,
            answered_at=min((span.start for span in spans[channel]), default=None),
            ended_at=ended_at,
            talk_s=_length_s(spans[channel], ended_at) if ended_at else 0.0,
        )


def _together(one: _Channel, other: _Channel) -> list[_Span]:
    """When both were in the same bridge."""
    theirs = other.stays()
    shared = []
    for bridge, mine in one.stays().items():
        if bridge not in theirs:
            continue
        start = max(mine.start, theirs[bridge].start)
        ends = [end for end in (mine.end, theirs[bridge].end) if end is not None]
        end = min(ends, default=None)
        if end is None or start < end:
            shared.append(_Span(start, end))
    return shared


def _length_s(spans: list[_Span], until: datetime | None) -> float:
    """The time that the spans cover together, in seconds; an open one lasts `until`."""
    total, covered = 0.0, None
    for span in sorted(spans, key=lambda span: span.start):
        end = span.end or until
        if end is None:
            continue
        start = span.start if covered is None else max(span.start, covered)
        total += max(0.0, (end - start).total_seconds())
        covered = end if covered is None else max(covered, end)
    return total


def _held(channels: Mapping[str, _Channel], spans: Mapping[str, list[_Span]]) -> bool:
    """Whether an agent who is with the citizen has put them on hold."""
    return any(any(span.end is None for span in some) and channels[channel].on_hold for channel, some in spans.items())


def _state(
    ended_at: datetime | None, answered_at: datetime | None, queued_at: datetime | None, *, held: bool
) -> CallState:
    """The first that holds: ended, held, talking, queued, ringing."""
    if ended_at is not None:
        return CallState.ENDED
    if answered_at is not None:
        return CallState.HELD if held else CallState.TALKING
    return CallState.QUEUED if queued_at is not None else CallState.RINGING


def _outcome(citizen: _Channel, answered_at: datetime | None) -> Outcome | None:
    """| ended | answered | seen how, or Asterisk died | outcome  |
    |-------|----------|----------------------------|----------|
    | no    |          |                            | none yet |
    | yes   | yes      |                            | answered |
    | yes   | no       | yes                        | missed   |
    | yes   | no       | no                         | unknown  |
    """
    if citizen.ended_at is None:
        return None
    if answered_at is not None:
        return Outcome.ANSWERED
    lost = citizen.one(FactKind.LOST)
    seen = citizen.one(FactKind.ENDED) is not None or (lost is not None and bool(lost.data.get("restarted")))
    return Outcome.MISSED if seen else Outcome.UNKNOWN


def _missed_in(citizen: _Channel, legs: tuple[Leg, ...]) -> MissedIn:
    ended_at = citizen.ended_at
    assert ended_at is not None  # only an ended call is missed
    return missed_in(
        marks={mark for mark in Mark if citizen.mark(mark)},
        asterisk_died=_asterisk_died(citizen),
        ended_at=ended_at,
        phones_stopped=[leg.ended_at for leg in legs if leg.ended_at is not None],
    )


def _asterisk_died(citizen: _Channel) -> bool:
    """Whether it went away under the citizen: nobody saw the end, or the journal says that nobody hung up and for no
    cause, as when it is stopped in good order. (A line that fell silent is ended by nobody too, but with a cause.)"""
    ended = citizen.one(FactKind.ENDED)
    return ended is None or (ended.data.get("source"), ended.data.get("cause")) == ("", "0")
