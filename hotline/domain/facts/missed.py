"""Where a missed call was missed, for every way in which a call can end."""

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


# When a citizen hangs up, Asterisk stops the ringing phones just before it ends the citizen's own channel.
RINGING_GRACE = timedelta(milliseconds=500)

# Marks of the dialplan take precedence over conclusions.
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
    """The first rule that applies:

    1. the dialplan reported an end: down, full (too many calls of one number counts as full), empty, timeout;
    2. Asterisk died during the call: down;
    3. an agent's phone rang until the end (`phones_stopped` within RINGING_GRACE of it): ringing;
    4. the call had reached a queue: queue;
    5. otherwise: greeting.
    """
    for mark, where in _SAID:
        if mark in marks:
            return where
    if asterisk_died:
        return MissedIn.DOWN
    if any(stopped >= ended_at - RINGING_GRACE for stopped in phones_stopped):
        return MissedIn.RINGING
    return MissedIn.QUEUE if marks & {Mark.QUEUE, Mark.WAITS} else MissedIn.GREETING
