"""The queue and the priority of a call at its arrival. Pure; see the table at `decide`."""

from dataclasses import dataclass
from typing import Protocol

from hotline.domain.calls.routing import known_queue_for
from hotline.settings.hotline import Hotline

OWED_A_CALLBACK = 5
CALLS_AGAIN = 3
TOO_OFTEN = 10  # calls in 24 hours; more frequent callers get no priority for calling again


class Standing(Protocol):
    """What is known of a caller: whether they are owed a callback that they asked for or waited for; the number of
    their calls in the last 24 hours (the present one may be among them); and how many of these they did not abandon
    within seconds.
    """

    @property
    def open_callback(self) -> bool: ...

    @property
    def calls_recently(self) -> int: ...

    @property
    def earnest_recently(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`queue` is None if the dialplan's own choice stands; `priority` is QUEUE_PRIO, higher first."""

    queue: str | None
    priority: int


def decide(hotline: Hotline, called: str, standing: Standing | None, priority: int, calls_now: int = 1) -> Decision:
    """Decide the queue and the priority of an arriving call.

    `called` is the number as the carrier sent it, `priority` what the dialplan set (a desk such as 110 has 10),
    `calls_now` the number of live calls of that caller, including this one.

    | caller                                                           | priority, unless the dialplan's is higher |
    |------------------------------------------------------------------|-------------------------------------------|
    | has another live call                                            | 0: one place ahead of others is enough    |
    | is owed a callback that they asked for or waited for             | 5                                         |
    | called in the last 24 hours and talked or waited, not too often  | 3                                         |
    | everybody else, and when nothing is known                        | 0                                         |
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
