"""Callbacks: the duty to ring one number back, open until it ends in one of the known ways."""

from enum import Enum

from hotline.domain.calls.call import Call, Outcome


class CallbackStatus(Enum):
    PENDING = "pending"
    OFFERED = "offered"
    DIALLING = "dialling"
    REACHED = "reached"
    SELF_RESOLVED = "self_resolved"  # the citizen got through by themselves
    EXHAUSTED = "exhausted"  # tried as often as the policy says
    INVALID = "invalid"  # nobody can ring this number
    CANCELLED = "cancelled"


OPEN = frozenset({CallbackStatus.PENDING, CallbackStatus.OFFERED, CallbackStatus.DIALLING})


class CallbackOutcome(Enum):
    """What the agent says of a callback after the citizen's phone was answered."""

    REACHED = "reached"
    WRONG_NUMBER = "wrong_number"
    REFUSES = "refuses"
    VOICEMAIL = "voicemail"
    LATER = "later"


# What an outcome makes of a callback that was reached. Voicemail and later: the duty is open again.
AMENDED = {
    CallbackOutcome.REACHED: CallbackStatus.REACHED,
    CallbackOutcome.WRONG_NUMBER: CallbackStatus.INVALID,
    CallbackOutcome.REFUSES: CallbackStatus.REACHED,
    CallbackOutcome.VOICEMAIL: CallbackStatus.PENDING,
    CallbackOutcome.LATER: CallbackStatus.PENDING,
}


def owes_callback(call: Call, short_abandon_s: float) -> bool:
    """Whether this call, now over, is owed a callback: it was missed, and the citizen asked for it or did not hang up
    sooner than `short_abandon_s`. One call too many of a number owes nothing: the others of that number do."""
    if call.outcome is not Outcome.MISSED or call.ended_at is None or call.turned_away:
        return False
    return call.asked or (call.ended_at - call.started_at).total_seconds() >= short_abandon_s
