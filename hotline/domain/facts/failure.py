"""Why a call that we placed did not reach the citizen: the table from Asterisk's results to their meaning."""

from collections.abc import Collection
from enum import Enum

from hotline.settings.trunks import CITIZENS_ANSWERS


class Failure(Enum):
    """The values are stored."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"  # switched off, or out of coverage
    NETWORK = "network"  # the trunk or the carrier could not connect the call: not the citizen's doing
    REFUSED = "refused"  # the carrier rejects our calls: credentials, policy, or its own failure
    OURS = "ours"  # our request was not acceptable to the carrier
    NO_SUCH_NUMBER = "no_such_number"
    AGENT_NO_ANSWER = "agent_no_answer"  # the agent did not answer; the citizen was not dialled
    AGENT_FORWARDED = "agent_forwarded"  # the agent's phone is forwarded, which we do not follow
    AGENT_DECLINED = "agent_declined"  # the agent's phone refused: by a button, or because of do not disturb
    AGENT_NO_CODEC = "agent_no_codec"  # the agent's phone has no codec in common with us
    AGENT_PHONE = "agent_phone"  # the agent's phone could not take the call
    AGENT_LEFT = "agent_left"  # the agent hung up while the citizen's phone rang
    LATE = "late"  # the agent answered too late; the citizen was not dialled
    STOPPED = "stopped"  # ended by us: the citizen had got through in another way
    NEVER_SENT = "never_sent"  # Asterisk was not asked, or did not accept it
    UNKNOWN = "unknown"  # Asterisk died during the call


_OURS = frozenset({400, 405, 406, 413, 414, 415, 416, 420, 421, 423, 481, 482, 483, 488, 493, 606})

_BUSY = frozenset({17, 21})
_NO_ANSWER = frozenset({16, 18, 19})
_UNREACHABLE = frozenset({20, 27})
_NO_SUCH_NUMBER = frozenset({1, 22, 28})


def answer_of(said: str) -> str:
    """The SIP status in "DIALSTATUS:CAUSE:CODE", "" if there was none."""
    code = said.rpartition(":")[2] if said.count(":") > 1 else ""
    return code if code.isascii() and code.isdigit() and len(code) == 3 else ""


def failure_of(said: str, citizens_answers: Collection[int] = CITIZENS_ANSWERS) -> Failure:
    """The failure in "DIALSTATUS:CAUSE" or "DIALSTATUS:CAUSE:CODE". Causes are Q.850's, as Asterisk maps SIP statuses
    to them.

    BUSY with another cause than a busy telephone's is a redirection that was not followed. A SIP status (4xx to 6xx)
    that is not about the citizen's telephone tells who refused the call, whatever the cause:

    | SIP status                                                           | failure |
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
