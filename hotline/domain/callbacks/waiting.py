"""Why an open callback is not being dialled at this moment: the first reason that holds, for the people who ask."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Waits(Enum):
    SLOWED = "slowed"  # a burst of calls made it: a supervisor decides, otherwise it is dialled at `until`
    LATER = "later"  # the next attempt is at `until`
    HOURS = "hours"  # citizens may not be rung until then
    CARRIER = "carrier"  # the carrier refuses our calls; dialling rests until then
    CITIZENS_WAIT = "citizens_wait"  # citizens in the queues come first
    RESERVED = "reserved"  # it is reserved for an agent who is not ready
    NO_AGENT = "no_agent"  # no agent is ready, or all that are have to stay free for calls
    IN_LINE = "in_line"  # others are owed more
    UNKNOWN = "unknown"  # the live view is away


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What matters of a callback that is pending; `reserved_for` is None unless its agent is at work."""

    next_at: datetime | None
    slowed: bool = False
    reserved_for: str | None = None


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The call centre now. `opens_at` is when citizens may be rung, None for now; `rests_until` until when the carrier
    is left alone; `waiting` and `ready` are None while nothing is known."""

    now: datetime
    opens_at: datetime | None = None
    rests_until: datetime | None = None
    waiting: int | None = None
    ready: Set[str] | None = None
    keep_free: int = 0


@dataclass(frozen=True, kw_only=True)
class WhyNotYet:
    why: Waits
    until: datetime | None = None


def why_not_yet(duty: Duty, at: Moment) -> WhyNotYet:
    """The first reason that holds."""
    if duty.next_at is not None and duty.next_at > at.now:
        why = Waits.SLOWED if duty.slowed else Waits.LATER
        return WhyNotYet(why=why, until=max(duty.next_at, at.opens_at or duty.next_at))
    if at.opens_at is not None and at.opens_at > at.now:
        return WhyNotYet(why=Waits.HOURS, until=at.opens_at)
    if at.rests_until is not None and at.rests_until > at.now:
        return WhyNotYet(why=Waits.CARRIER, until=at.rests_until)
    return WhyNotYet(why=_for_want_of_people(duty, at))


def _for_want_of_people(duty: Duty, at: Moment) -> Waits:
    if at.waiting is None or at.ready is None:
        return Waits.UNKNOWN
    if at.waiting:
        return Waits.CITIZENS_WAIT
    if duty.reserved_for is not None and duty.reserved_for not in at.ready:
        return Waits.RESERVED
    return Waits.IN_LINE if len(at.ready) > at.keep_free else Waits.NO_AGENT
