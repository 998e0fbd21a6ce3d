"""Marks: reports of the dialplan at each step of a call, sent both to AMI and to the journal (its context
hotline-mark).

A mark is identified by its name, so that its two reports count as one. For a step that may happen again the dialplan
appends a counter: `empty`, `again.1`, `empty.1` …
"""

from enum import Enum, StrEnum


class Mark(Enum):
    """The steps of a call."""

    QUEUE = "queue"  # in the queue `value`
    FULL = "full"  # the queue was full
    EMPTY = "empty"  # nobody is signed in and not paused
    TIMEOUT = "timeout"  # waited longer than max_wait_s
    AGAIN = "again"  # back in the queue `value`, where somebody is now (hotline.domain.calls.line)
    DOWN = "down"  # the dialplan could not continue
    OVERFLOW = "overflow"  # waited long enough in the first queue; continues in the queue `value`
    BACK = "back"  # found no agent there; continues in the first queue
    WAITS = (
        "waits"  # not from the dialplan: a snapshot shows them waiting in the queue `value`, not necessarily the first
    )
    ORIGIN = "origin"  # comes from the desk `value`, e.g. 110
    CALLER = "caller"  # the caller's number is `value`; Asterisk could not read it from what the carrier sent
    WITHHELD = "withheld"  # the caller hides the number, and the settings respect it
    TURNED_AWAY = "turned_away"  # this number has too many live calls already
    UNKNOWN_NUMBER = "unknown_number"  # the dialled number belongs to no queue
    ASKED = "asked"  # the citizen pressed the key that asks for a callback
    DIALS = "dials"  # an agent dials on their telephone: value is EXTENSION:NUMBER
    DIALLING = "dialling"  # a call that we place: the agent has picked up, and the citizen is being dialled
    DIALLED = "dialled"  # the citizen was not reached: value is DIALSTATUS:CAUSE
    JOINS = "joins"  # taken out of its own call and into another: value is CALL:EXTENSION of an agent's telephone
    NOTICED = "noticed"  # the citizen said that the notice `value` (its id) is why they ring
    SURVEY = "survey"  # the agent has left, and the citizen is asked how satisfied they are
    SURVEY_ANSWER = "survey_answer"  # the citizen's answer is `value`
    LATE = "late"  # the agent picked up too late, so the citizen is not dialled
    SUPERVISES = "supervises"  # .N, on a supervisor's channel: they are in the call, in the mode `value`


TRANSFER_MARK = "t"  # the name of a transfer's mark is t.ID.STEP, the id that of the transfer or hold


KEYED_AGENT = "agent."
"""Before the extension of a colleague, in the mark of a transfer that a telephone began."""


class IdLetter(StrEnum):
    """The first letter of a transfer's id if the API did not begin it; the API's are hexadecimal."""

    HOLD = "h"  # no transfer: the agent has put the citizen on hold
    KEYED = "k"  # begun by the agent's keys
    REFERRED = "r"  # begun by the telephone's own transfer button
    BACK = "b"  # no transfer: from a dead telephone back to a queue


class TransferStep(StrEnum):
    """The steps of a transfer, or of a citizen who is put on hold."""

    KEYED = "keyed"  # an agent's telephone began it: value is MODE:EXTENSION:TARGET
    ASIDE = "aside"  # the citizen hears music: value is the mode, "" for a hold
    DIALLING = "dialling"  # .N: the number `value` is being dialled
    QUEUED = "queued"  # the citizen waits in the queue `value`, to which the agent sent them
    TRIED = "tried"  # .N: without success; value is DIALSTATUS:CAUSE:CODE
    ANSWERED = "answered"  # the target has picked up
    MET = "met"  # three-way: the citizen joins the others
    COMPLETED = "completed"  # consult: the agent has left the two to each other
    CANCELLED = "cancelled"  # the agent has gone back to the citizen
    RETURNED = "returned"  # nobody answered; value says why nobody was dialled, or what became of the wait in a queue
    REQUEUED = "requeued"  # all others have left the citizen, who is back in a queue
    AGENT_LEFT = "agent_left"
    TARGET_LEFT = "target_left"
    CITIZEN_LEFT = "citizen_left"
