"""The figures as JSON."""

from datetime import datetime

from pydantic import Field

from agent_api.protocol.fields import Answer
from hotline.domain.reports.periods import By


class CallbackTotals(Answer):
    """Counts, and rates between 0 and 1, null if there is nothing to divide by. A duty counts in the period in which
    its citizen was first missed, a call in the period in which it began.

    `missed`: missed calls that owe a callback. `callbacks`: duties, each for one number. `tried`: duties whose citizen
    was dialled or reached. `attempts`: dialling attempts that counted. `callback_rate`: (tried or self_resolved) /
    callbacks. `reach_rate`: reached / tried. `in_time_rate`: (first tried or self_resolved within 30 minutes, counting
    only time in the callback hours) / callbacks. `broad_rate`: (answered, or missed and later reached or self_resolved)
    / offered. `oldest_open_s`: age of the oldest open duty in seconds, null if none is open.
    """

    missed: int
    callbacks: int
    tried: int
    reached: int
    self_resolved: int
    attempts: int
    callback_rate: float | None
    reach_rate: float | None
    in_time_rate: float | None
    broad_rate: float | None
    oldest_open_s: int | None


class CallbackPeriod(CallbackTotals):
    """`period` is "2026-11-21" or "2026-11", in the centre's time zone."""

    period: str


class AgentPeriod(Answer):
    """What an agent did in a period. `taken`: duties for which their phone rang; `reached`: those of them whose status
    is reached through this agent's call; `attempts`: dialling attempts that they stayed for; `talk_s`: conversation in
    callbacks; `answered`: inbound calls. Agents with equal results share a rank."""

    period: str
    rank: int
    agent: str
    name: str
    taken: int
    reached: int
    attempts: int
    talk_s: float
    answered: int


class TargetPeriod(Answer):
    """Transfers to one target, "" for all targets outside the directory. `answered`: somebody there answered, whatever
    happened afterwards; `success_rate`: answered / transfers. Times to answer count from the first dialling. `reasons`
    counts the unanswered ones: why nobody answered, who left before, or `taken_back` by the agent."""

    period: str
    target: str
    name: str
    transfers: int
    answered: int
    success_rate: float | None
    mean_answer_s: float | None
    worst_answer_s: float | None
    reasons: dict[str, int]


class _FiguresView(Answer):
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    by: By


class CallbackFiguresView(_FiguresView):
    items: list[CallbackPeriod]
    totals: CallbackTotals


class AgentFiguresView(_FiguresView):
    """The best agent first in each period; agents who did nothing in it are omitted."""

    items: list[AgentPeriod]


class QueuePeriod(Answer):
    """Ended inbound calls of a period, by the queue that the dialled number belongs to, whoever answered. `overflowed`:
    moved on to another queue. `to_person_s`: mean time from the arrival of a call to an agent. `service_level`:
    answered within the queue's threshold / offered."""

    period: str
    queue: str
    title: str
    offered: int
    answered: int
    missed: int
    overflowed: int
    to_person_s: float | None
    service_level: float | None
    broad_rate: float | None


class QueueFiguresView(_FiguresView):
    """All queues in each period, in the order of the settings."""

    items: list[QueuePeriod]


class TransferFiguresView(_FiguresView):
    """The target with the lowest success rate first in each period."""

    items: list[TargetPeriod]
