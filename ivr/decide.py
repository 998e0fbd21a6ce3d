"""What the menu decides in the moment that a call arrives: its queue and its place in it. Pure; see the table."""

from dataclasses import dataclass
from typing import Protocol

from hotline.domain.calls.routing import known_queue_for
from hotline.settings.hotline import Hotline

OWED_A_CALLBACK = 5
CALLS_AGAIN = 3
TOO_OFTEN = 10  # calls in 24 hours: who rings more often is not let ahead of others for that


class Standing(Protocol):
    """What is known of a caller: whether a callback is owed that they asked or waited for, their calls of the last 24
    hours (the call that just came may be one), and those of them that were not given up within seconds."""

    @property
    def open_callback(self) -> bool: ...

    @property
    def calls_recently(self) -> int: ...

    @property
    def earnest_recently(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`queue` is None when the dialplan's own choice stands; `priority` is QUEUE_PRIO, higher first."""

    queue: str | None
    priority: int


def decide(hotline: Hotline, called: str, standing: Standing | None, priority: int, calls_now: int = 1) -> Decision:
    """`called` is the number as the carrier sent it, `priority` what the dialplan gave (a desk such as 110 has 10),
    `calls_now` how many calls of that caller live, with this one.

    | caller                                                           | priority, unless the dialplan's is higher |
    |------------------------------------------------------------------|-------------------------------------------|
    | has another call with us already                                 | 0: one place ahead of others is enough    |
    | we owe them a callback that they asked or waited for             | 5                                         |
    | rang in the last 24 hours and talked or waited, and not too often | 3                                         |
    | anybody else, and when nothing is known                          | 0                                         |
    """
    earned = _earned(standing) if calls_now <= 1 else 0
    return Decision(queue=known_queue_for(hotline, called), priority=max(priority, earned))


def _earned(standing: Standing | None) -> int:
    if standing is None:
        return 0
    if standing.open_callback:
        return OWED_A_CALLBACK
    if standing.earnest_recently >= 1 and standing.calls_recently <= TOO_OFTEN:
        return CALLS_AGAIN
    return 0
