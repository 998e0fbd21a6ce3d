"""Why a call that we placed did not reach the citizen: one table from what Asterisk says to what it means."""

from enum import Enum


class Failure(Enum):
    """The value is what is stored."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"  # switched off, or out of the network
    NETWORK = "network"  # the trunk or the carrier had no way on: nothing that the citizen did
    NO_SUCH_NUMBER = "no_such_number"
    AGENT_NO_ANSWER = "agent_no_answer"  # the agent did not pick up: the citizen was not dialled
    AGENT_FORWARDED = "agent_forwarded"  # the agent's phone is forwarded, and nobody was dialled there
    AGENT_LEFT = "agent_left"  # the agent hung up while the citizen's phone rang
    LATE = "late"  # the agent picked up too late: the citizen was not dialled
    STOPPED = "stopped"  # ended by us: the citizen had got through in another way
    NEVER_SENT = "never_sent"  # Asterisk was never asked, or did not take it
    UNKNOWN = "unknown"  # Asterisk died under it


_BUSY = frozenset({17, 21})
_NO_ANSWER = frozenset({16, 18, 19})
_UNREACHABLE = frozenset({20, 27})
_NO_SUCH_NUMBER = frozenset({1, 22, 28})


def failure_of(said: str) -> Failure:
    """From "DIALSTATUS:CAUSE" or "DIALSTATUS:CAUSE:CODE". Causes are those of Q.850, as Asterisk maps SIP's answers to
    them. Busy for another cause than a busy telephone's is a redirection that was not followed.

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
