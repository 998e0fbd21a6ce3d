"""A callback: the duty to call one number back, open until it ends in one of the ways below."""

from enum import Enum

from hotline.domain.calls.call import Call, Outcome


class CallbackStatus(Enum):
    PENDING = "pending"
    OFFERED = "offered"
    DIALLING = "dialling"
    REACHED = "reached"
    SELF_RESOLVED = "self_resolved"  # the citizen has got through by themselves
    EXHAUSTED = "exhausted"  # tried as often as the policy allows
    INVALID = "invalid"  # the number cannot be called
    CANCELLED = "cancelled"


class CallbackKind(Enum):
    """Why a number is to be rung. The same rules hold for all: one at a time for a number, within the hours."""

    MISSED = "missed"
    FOLLOW_UP = "follow_up"  # the citizen was dissatisfied


OPEN = frozenset({CallbackStatus.PENDING, CallbackStatus.OFFERED, CallbackStatus.DIALLING})


class CallbackOutcome(Enum):
    """The outcome that the agent gives after the citizen's phone was answered."""

    REACHED = "reached"
    WRONG_NUMBER = "wrong_number"
    REFUSES = "refuses"
    VOICEMAIL = "voicemail"
    LATER = "later"


# The status of a reached callback after each outcome. Voicemail and later open it again.
AMENDED = {
    CallbackOutcome.REACHED: CallbackStatus.REACHED,
    CallbackOutcome.WRONG_NUMBER: CallbackStatus.INVALID,
    CallbackOutcome.REFUSES: CallbackStatus.REACHED,
    CallbackOutcome.VOICEMAIL: CallbackStatus.PENDING,
    CallbackOutcome.LATER: CallbackStatus.PENDING,
}


def owes_callback(call: Call, short_abandon_s: float) -> bool:
    """Whether an ended call owes a callback: it was missed, and the citizen asked for one or stayed at least
    `short_abandon_s`.

    A call that was turned away for too many calls of its number owes none, because the other calls of that number do.
    """
    if call.outcome is not Outcome.MISSED or call.ended_at is None or call.turned_away:
        return False
    return call.asked or (call.ended_at - call.started_at).total_seconds() >= short_abandon_s
