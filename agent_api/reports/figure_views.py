"""The figures as they are shown in JSON."""

from datetime import datetime

from pydantic import Field

from agent_api.protocol.fields import Answer
from hotline.domain.reports.periods import By


class CallbackTotals(Answer):
    """Counts, and rates as parts of 1, null when there is nothing to divide by. A duty belongs to the period in which
    its citizen was first missed, a call to that in which it began.

    `missed`: missed calls that owe a callback. `callbacks`: duties, each for one number. `tried`: whose citizen was
    dialled or reached. `attempts`: diallings that counted. `callback_rate`: tried or self_resolved / callbacks.
    `reach_rate`: reached / tried. `in_time_rate`: first tried or self-resolved within 30 minutes, those outside the
    callback hours not counted / callbacks. `broad_rate`: answered, or missed and reached or self_resolved later /
    offered. `oldest_open_s`: age of the oldest that is open, null when none is.
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
    """What an agent did in a period. `taken`: duties that their phone rang for; `reached`: those of them that stand as
    reached by their call; `attempts`: diallings that they stayed for; `talk_s`: conversation in callbacks;
    `answered`: inbound calls. Equals share a rank."""

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
    """What became of the transfers to one target, "" for all that are in no directory. `answered`: somebody there did,
    however it ended; `success_rate`: of all transfers, a part of 1. Times to answer are from the first dialling.
    `reasons` counts those that nobody answered: why not, who left meanwhile, or `taken_back` by the agent."""

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
    """The best first in each period; who did nothing in it is not there."""

    items: list[AgentPeriod]


class QueuePeriod(Answer):
    """Inbound calls of a period that are over, by the queue that their number leads to, whoever answered them.
    `overflowed`: went on to another queue. `to_person_s`: mean time from the arrival of a call to an agent.
    `service_level`: answered within the queue's threshold / offered."""

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
