"""When an alarm of the call centre begins and ends. The moment is passed in, as everything else is.

| kind                | while                                                                            |
|---------------------|----------------------------------------------------------------------------------|
| nobody_ready        | no agent of a queue takes calls: all are offline or paused                       |
| queue_long          | as many citizens wait in a queue as `thresholds.waiting`, or more                |
| service_level_low   | too few calls of a queue were answered in time, of the last `service_level_over` |
| connection_rate_low | too few of all calls of the last 24 hours were answered                          |
| trunk_down          | the carrier has refused three of our calls in a row                              |
| disk_…              | what the space on the disk is sufficient for                                     |
| disk_filling        | at the pace of the last week there is room for recordings for less than a week   |

A condition must hold for `settle` before its alarm begins, and be over for `settle` before it ends, so that no alarm
flaps. Rates count only when there are enough calls to make one.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotline.domain.agents.agent import AgentState
from hotline.domain.reports.wall import Seat, Today
from hotline.domain.space import DiskSpace
from hotline.settings.alarms import AlarmPolicy
from hotline.settings.policies import Thresholds

FILLING_DAYS = 7.0
REFUSALS = 3  # of our calls in a row: one may be the carrier's hiccup
_TAKING = frozenset({AgentState.READY, AgentState.RINGING, AgentState.TALKING, AgentState.WRAPUP})

Condition = tuple[str, str]  # kind and subject

NOBODY_READY, QUEUE_LONG, TRUNK_DOWN = "nobody_ready", "queue_long", "trunk_down"
SERVICE_LEVEL, CONNECTION_RATE = "service_level_low", "connection_rate_low"
DISK_FILLING = "disk_filling"
DISK: Mapping[DiskSpace, str] = {
    DiskSpace.LOW: "disk_low",
    DiskSpace.NO_RECORDINGS: "recordings_stopped",
    DiskSpace.FULL: "disk_full",
}
# Kinds of conditions, which end by themselves. All others are events: they end when they have not come for a while.
LASTING = frozenset(
    {NOBODY_READY, QUEUE_LONG, TRUNK_DOWN, SERVICE_LEVEL, CONNECTION_RATE, DISK_FILLING, *DISK.values()}
)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known at a moment. `waiting` counts citizens by queue; `of_day` and `lately` are the calls of the last 24
    hours and of `service_level_over`, the latter by queue; `refused` counts refusals in a row by trunk. None: unknown,
    so nothing is concluded from it."""

    queues: Sequence[str]
    seats: Sequence[Seat] | None = None
    waiting: Mapping[str, int] | None = None
    of_day: Today | None = None
    lately: Mapping[str, Today] | None = None
    refused: Mapping[str, int] = field(default_factory=dict)
    node: str = ""
    disk: DiskSpace = DiskSpace.ENOUGH
    disk_days: float | None = None


def conditions(now: Situation, limits: Thresholds, policy: AlarmPolicy) -> set[Condition]:
    """All that holds in this situation."""
    return {
        *_nobody_ready(now),
        *_queue_long(now, limits),
        *_rates(now, limits, policy.least_calls),
        *((TRUNK_DOWN, trunk) for trunk, count in now.refused.items() if count >= REFUSALS),
        *((kind, now.node) for space, kind in DISK.items() if space is now.disk),
        *((DISK_FILLING, now.node) for days in (now.disk_days,) if days is not None and days < FILLING_DAYS),
    }


def unknown(now: Situation) -> frozenset[str]:
    """Kinds of which nothing can be said now: their alarms stay as they are."""
    kinds = {
        NOBODY_READY: now.seats,
        QUEUE_LONG: now.waiting,
        SERVICE_LEVEL: now.lately,
        CONNECTION_RATE: now.of_day,
    }
    return frozenset(kind for kind, known in kinds.items() if known is None)


def _nobody_ready(now: Situation) -> Iterable[Condition]:
    if now.seats is None:
        return
    for queue in now.queues:
        if not any(queue in seat.queues and seat.state in _TAKING for seat in now.seats):
            yield NOBODY_READY, queue


def _queue_long(now: Situation, limits: Thresholds) -> Iterable[Condition]:
    for queue, count in (now.waiting or {}).items():
        if count >= limits.waiting:
            yield QUEUE_LONG, queue


def _rates(now: Situation, limits: Thresholds, least_calls: int) -> Iterable[Condition]:
    for queue, calls in (now.lately or {}).items():
        if calls.offered >= least_calls and calls.in_time < limits.service_level * calls.offered:
            yield SERVICE_LEVEL, queue
    day = now.of_day
    if day is not None and day.offered >= least_calls and day.answered < limits.connection_rate * day.offered:
        yield CONNECTION_RATE, ""


class Steady:
    """Which alarms are to be on, from what holds at each look."""

    def __init__(self, settle: timedelta) -> None:
        self._settle = settle
        self._changing: dict[Condition, datetime] = {}

    def look(self, on: Set[Condition], holds: Set[Condition], unknown_kinds: Set[str], now: datetime) -> set[Condition]:
        """Those that are on now, but for what has been different for long enough."""
        differs = {one for one in on ^ holds if one[0] not in unknown_kinds}
        self._changing = {one: self._changing.get(one, now) for one in differs}
        return set(on) ^ {one for one, since in self._changing.items() if now - since >= self._settle}
