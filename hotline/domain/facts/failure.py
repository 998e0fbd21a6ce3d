"""Why a call that we placed did not reach the citizen: one table from what Asterisk says to what it means."""

from collections.abc import Collection
from enum import Enum

from hotline.settings.trunks import CITIZENS_ANSWERS


class Failure(Enum):
    """The value is what is stored."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"  # switched off, or out of the network
    NETWORK = "network"  # the trunk or the carrier had no way on: nothing that the citizen did
    REFUSED = "refused"  # the carrier does not take our calls: credentials, policy, or it fails itself
    OURS = "ours"  # what we sent was no call that a carrier could take
    NO_SUCH_NUMBER = "no_such_number"
    AGENT_NO_ANSWER = "agent_no_answer"  # the agent did not pick up: the citizen was not dialled
    AGENT_FORWARDED = "agent_forwarded"  # the agent's phone is forwarded, and nobody was dialled there
    AGENT_DECLINED = "agent_declined"  # the agent's phone refused: by a button, or as it is set not to be disturbed
    AGENT_NO_CODEC = "agent_no_codec"  # the agent's phone has no codec in common with us
    AGENT_PHONE = "agent_phone"  # the agent's phone could not take the call
    AGENT_LEFT = "agent_left"  # the agent hung up while the citizen's phone rang
    LATE = "late"  # the agent picked up too late: the citizen was not dialled
    STOPPED = "stopped"  # ended by us: the citizen had got through in another way
    NEVER_SENT = "never_sent"  # Asterisk was never asked, or did not take it
    UNKNOWN = "unknown"  # Asterisk died under it


_OURS = frozenset({400, 405, 406, 413, 414, 415, 416, 420, 421, 423, 481, 482, 483, 488, 493, 606})

_BUSY = frozenset({17, 21})
_NO_ANSWER = frozenset({16, 18, 19})
_UNREACHABLE = frozenset({20, 27})
_NO_SUCH_NUMBER = frozenset({1, 22, 28})


def answer_of(said: str) -> str:
    """SIP's answer in "DIALSTATUS:CAUSE:CODE", "" where there was none."""
    code = said.rpartition(":")[2] if said.count(":") > 1 else ""
    return code if code.isascii() and code.isdigit() and len(code) == 3 else ""


def failure_of(said: str, citizens_answers: Collection[int] = CITIZENS_ANSWERS) -> Failure:
    """From "DIALSTATUS:CAUSE" or "DIALSTATUS:CAUSE:CODE". Causes are those of Q.850, as Asterisk maps SIP's answers to
    them. Busy for another cause than a busy telephone's is a redirection that was not followed.

    An answer of SIP (4xx to 6xx) that is none of the citizen's says who refuses, whatever cause Asterisk makes of it:

    | SIP's answer                                                         | failure |
    |----------------------------------------------------------------------|---------|
    | one of `citizens_answers`                                            | below   |
    | 400, 405, 406, 413 to 416, 420, 421, 423, 481 to 483, 488, 493, 606  | ours    |
    | any other: 401, 402, 403, 407, 5xx …                                 | refused |

    | DIALSTATUS                   | cause          | failure        |
    |------------------------------|----------------|----------------|
    | BUSY                         | 17, 21         | busy           |
    |                              | any other      | unreachable    |
    | NOANSWER                     | any            | no_answer      |
    | CANCEL                       | any            | agent_left     |
    | anything else                | 17, 21         | busy           |
    |                              | 16, 18, 19     | no_answer      |
    |                              | 20, 27         | unreachable    |
    |                              | 1, 22, 28      | no_such_number |
    |                              | any other      | network        |
    """
    status, text, *_ = *said.split(":"), ""
    cause = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    by_status = {"BUSY": Failure.BUSY, "NOANSWER": Failure.NO_ANSWER, "CANCEL": Failure.AGENT_LEFT}
    answer = int(answer_of(said) or 0)
    if answer >= 400 and answer not in citizens_answers:
        return Failure.OURS if answer in _OURS else Failure.REFUSED
    if status == "BUSY" and cause not in _BUSY:
        return Failure.UNREACHABLE
    if status in by_status:
        return by_status[status]
    for causes, failure in (
        (_BUSY, Failure.BUSY),
        (_NO_ANSWER, Failure.NO_ANSWER),
        (_UNREACHABLE, Failure.UNREACHABLE),
        (_NO_SUCH_NUMBER, Failure.NO_SUCH_NUMBER),
    ):
        if cause in causes:
            return failure
    return Failure.NETWORK
