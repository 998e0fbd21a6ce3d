"""queue_log, Asterisk's second witness of calls: `EPOCH|CALL|QUEUE|AGENT|EVENT|…`, one line per event.

It has less than the journal (nothing before the queue, times in whole seconds), so no facts are made from it; it only
shows whether the journal and SQL know every call that entered a queue.
"""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A citizen's channel entered a queue."""

    call: str
    at: datetime


def entered(line: str) -> Entered | None:
    """The entry that a line tells of; None for the other events, and for a torn line."""
    fields = line.split("|")
    if len(fields) < 5 or fields[4] != "ENTERQUEUE" or not fields[0].isascii() or not fields[0].isdigit():
        return None
    try:
        at = datetime.fromtimestamp(int(fields[0]), UTC)
    except (ValueError, OverflowError, OSError):  # a torn line and the next one are one, with one long number
        return None
    return Entered(call=fields[1], at=at)
