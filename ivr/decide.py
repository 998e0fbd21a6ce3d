"""What the menu decides in the moment that a call arrives: its queue and its place in it. Pure; see the table."""

from dataclasses import dataclass
from typing import Protocol

from cti.domain.routing import known_queue_for
from cti.settings import Hotline

OWED_A_CALLBACK = 5
CALLS_AGAIN = 3


class Standing(Protocol):
    """What is known of a caller; the numbers are of the last 24 hours and may count the call that just came."""

    @property
    def open_callback(self) -> bool: ...

    @property
    def calls_recently(self) -> int: ...

    @property
    def missed_recently(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`queue` is None when the dialplan's own choice stands; `priority` is QUEUE_PRIO, higher first."""

    queue: str | None
    priority: int


def decide(hotline: Hotline, called: str, standing: Standing | None, priority: int) -> Decision:
    """`called` is the number as the carrier sent it, `priority` what the dialplan gave (a desk such as 110 has 10).

    | caller                                            | priority, unless the dialplan's is higher |
    |---------------------------------------------------|-------------------------------------------|
    | we owe them a callback                            | 5                                         |
    | missed by us in the last 24 hours, or calls again | 3                                         |
    | anybody else, and when nothing is known           | 0                                         |
    """
    return Decision(queue=known_queue_for(hotline, called), priority=max(priority, _earned(standing)))


def _earned(standing: Standing | None) -> int:
    if standing is None:
        return 0
    if standing.open_callback:
        return OWED_A_CALLBACK
    if standing.missed_recently >= 1 or standing.calls_recently >= 2:
        return CALLS_AGAIN
    return 0
