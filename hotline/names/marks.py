"""Marks: what the dialplan says of a call at each step, to AMI and to the journal alike (its context hotline-mark).

A mark is known by its name, so that both reports of it are one. Where a step may come again the dialplan counts, and
the number follows after a dot: `empty`, `again.1`, `empty.1` …
"""

from enum import Enum, StrEnum


class Mark(Enum):
    """The steps of a call."""

    QUEUE = "queue"  # in the queue `value`
    FULL = "full"  # the queue was full
    EMPTY = "empty"  # nobody signed in and not paused
    TIMEOUT = "timeout"  # waited longer than max_wait_s
    AGAIN = "again"  # back in the queue `value`, where somebody is now (hotline.domain.calls.line)
    DOWN = "down"  # the dialplan had no way on
    OVERFLOW = "overflow"  # waited long enough in the first queue, goes on in the queue `value`
    BACK = "back"  # found nobody there, goes on in the first queue
    WAITS = (
        "waits"  # not the dialplan's: a snapshot shows them waiting in the queue `value`, which need not be the first
    )
    ORIGIN = "origin"  # comes from the desk `value`, e.g. 110
    CALLER = "caller"  # the number `value` calls, which Asterisk did not read from what the carrier sent
    WITHHELD = "withheld"  # the caller hides the number, and the settings respect it
    TURNED_AWAY = "turned_away"  # too many calls of this number live already
    UNKNOWN_NUMBER = "unknown_number"  # the dialled number belongs to no queue
    ASKED = "asked"  # the citizen pressed the key that asks for a callback
    DIALS = "dials"  # an agent has dialled on the phone itself: value is EXTENSION:NUMBER
    DIALLING = "dialling"  # of a call that we place: the agent has picked up, now the citizen is dialled
    DIALLED = "dialled"  # the citizen was not reached: value is DIALSTATUS:CAUSE
    JOINS = "joins"  # taken out of its own call and into another: value is CALL:EXTENSION, of an agent's telephone
    LATE = "late"  # the agent picked up so late that the citizen was not dialled any more


TRANSFER_MARK = "t"  # the name of a transfer's mark is t.ID.STEP, the id that of the transfer or hold


class IdLetter(StrEnum):
    """How the id of a transfer begins that the API did not begin; of others it is hexadecimal."""

    HOLD = "h"  # no transfer: the agent has put the citizen on hold
    KEYED = "k"  # the agent's keys
    REFERRED = "r"  # the telephone's own transfer button
    BACK = "b"  # no transfer: from a dead telephone back to a queue


class TransferStep(StrEnum):
    """The steps of a transfer, or of a citizen who is set aside."""

    KEYED = "keyed"  # an agent's telephone began it: value is MODE:EXTENSION:TARGET
    ASIDE = "aside"  # the citizen hears music: value is the mode, "" of a hold
    DIALLING = "dialling"  # .N: the number `value` is dialled
    TRIED = "tried"  # .N: in vain; value is DIALSTATUS:CAUSE:CODE
    ANSWERED = "answered"  # the target has picked up
    MET = "met"  # three-way: the citizen goes to the others
    COMPLETED = "completed"  # consult: the agent has left the two to each other
    CANCELLED = "cancelled"  # the agent has gone back to the citizen
    RETURNED = "returned"  # nobody answered; value says why nobody was dialled, if so
    REQUEUED = "requeued"  # everybody has left the citizen, who is back in a queue
    AGENT_LEFT = "agent_left"
    TARGET_LEFT = "target_left"
    CITIZEN_LEFT = "citizen_left"
