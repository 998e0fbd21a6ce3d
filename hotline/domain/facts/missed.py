"""Where a missed call was missed: one table for every end that a call can have."""

from collections.abc import Iterable, Set
from datetime import datetime, timedelta
from enum import Enum

from hotline.names.marks import Mark


class MissedIn(Enum):
    GREETING = "greeting"
    QUEUE = "queue"
    RINGING = "ringing"
    FULL = "full"
    EMPTY = "empty"
    TIMEOUT = "timeout"
    DOWN = "down"


# Asterisk stops the phones of a citizen who hangs up just before it ends the citizen's own channel.
RINGING_GRACE = timedelta(milliseconds=500)

# What the dialplan said stands before what we conclude.
_SAID = (
    (Mark.DOWN, MissedIn.DOWN),
    (Mark.FULL, MissedIn.FULL),
    (Mark.TURNED_AWAY, MissedIn.FULL),
    (Mark.EMPTY, MissedIn.EMPTY),
    (Mark.TIMEOUT, MissedIn.TIMEOUT),
)


def missed_in(
    *, marks: Set[Mark], asterisk_died: bool, ended_at: datetime, phones_stopped: Iterable[datetime]
) -> MissedIn:
    """The first line that fits:

    1. the dialplan reported an end: down, full (too many calls of one number is full too), empty, timeout;
    2. Asterisk died under the call: down;
    3. an agent's phone rang until the end (`phones_stopped` within RINGING_GRACE of it): ringing;
    4. it had reached a queue: queue;
    5. greeting.
    """
    for mark, where in _SAID:
        if mark in marks:
            return where
    if asterisk_died:
        return MissedIn.DOWN
    if any(stopped >= ended_at - RINGING_GRACE for stopped in phones_stopped):
        return MissedIn.RINGING
    return MissedIn.QUEUE if marks & {Mark.QUEUE, Mark.WAITS} else MissedIn.GREETING
