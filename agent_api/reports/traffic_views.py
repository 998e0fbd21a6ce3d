"""The traffic figures as they are shown in JSON."""

from datetime import datetime

from pydantic import Field

from agent_api.protocol.fields import Answer
from hotline.domain.reports.periods import Step


class TrafficFigures(Answer):
    """Inbound calls that are over. Rates are parts of 1; rates and means are null when there is nothing to divide by.

    `missed` by where. `service_level`: answered within the queue's threshold / offered. `connection_rate`: answered /
    offered. `broad_rate`: answered, or missed and reached or self-resolved later / offered. `asa_s`: mean wait of
    answered calls (ASA); `talk_s`: their mean conversation; `aht_s`: this and the mean after-call work (AHT).
    `longest_wait_s`: of all calls. `occupancy`: agents' talking and after-call work / these, ringing and ready.
    """

    offered: int
    answered: int
    missed: dict[str, int]
    unknown: int
    overflowed: int
    service_level: float | None
    connection_rate: float | None
    broad_rate: float | None
    asa_s: float | None
    talk_s: float | None
    aht_s: float | None
    longest_wait_s: float
    occupancy: float | None


class DutyFigures(Answer):
    """Callbacks of citizens who were first missed then, as in /figures/callbacks."""

    callbacks: int
    tried: int
    reached: int
    self_resolved: int
    callback_rate: float | None
    reach_rate: float | None


class TrafficPeriod(TrafficFigures):
    """`period` is "2026-11-21T09:00+08:00" by half_hour and hour, else "2026-11-21", "2026-W47", "2026-11", "2026-Q4"
    or "2026". `rolling_24h`: answered / offered of the 24 hours that end with the period, or now; `rolling_24h_lowest`:
    the lowest such rate at any half hour of the period. `callbacks` is null by half_hour and hour, and of one queue.
    """

    period: str
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    rolling_24h: float | None
    rolling_24h_lowest: float | None
    callbacks: DutyFigures | None


class TrafficTotals(TrafficFigures):
    callbacks: DutyFigures | None


class QueueTraffic(Answer):
    """A queue's figures over the whole time."""

    queue: str
    title: str
    offered: int
    answered: int
    missed: int
    service_level: float | None
    connection_rate: float | None
    broad_rate: float | None
    asa_s: float | None
    talk_s: float | None
    longest_wait_s: float


class HourOfWeek(Answer):
    """`weekday` 1 is Monday; hours without calls are left out."""

    weekday: int
    hour: int
    offered: int
    answered: int


class TrafficView(Answer):
    """`complete` false: some half hours are still being counted, as after an upgrade. `queues` are all queues, whatever
    queue was asked for."""

    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    by: Step
    queue: str | None
    complete: bool
    items: list[TrafficPeriod]
    totals: TrafficTotals
    queues: list[QueueTraffic]
    hours: list[HourOfWeek]
