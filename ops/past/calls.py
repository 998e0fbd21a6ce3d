"""Thirty days that never were: which calls came to the demo's hotline, and what became of each. The same each time.

A working day has a peak in the morning and one in the afternoon, a weekend is quieter, and on two busy days (a burst
pipe of the heating, a storm) more call than can be answered. Numbers are those of the demo's citizens.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.domain.midnight import midnight_of
from hotline.domain.tickets.ticket import TicketCategory

DAYS = 30
SEED = 12345
CITIZENS = 4_000
_A_DAY = 640
_BUSY = {6: 2.6, 15: 2.1}  # days before today, and how many times the usual calls they had
_WEEKDAYS = (1.25, 1.1, 1.0, 1.0, 1.05, 0.6, 0.5)  # from Monday
# calls of each hour, per thousand of a day
_HOURS = (9, 6, 4, 4, 5, 8, 16, 34, 76, 96, 92, 70, 44, 48, 78, 84, 76, 62, 46, 42, 38, 30, 22, 10)
_HANDLED_AN_HOUR = 90.0  # with more calls than this, citizens wait and give up
_MISSED_IN = {"greeting": 12, "queue": 52, "ringing": 16, "timeout": 12, "full": 4, "empty": 4}
_SUBJECTS: dict[TicketCategory, tuple[str, ...]] = {
    TicketCategory.ENQUIRY: ("医保报销比例咨询", "居住证办理材料", "公积金提取条件", "学区划分咨询", "社保转移流程"),
    TicketCategory.REQUEST: ("小区停水", "路灯不亮", "下水道堵塞", "电梯困人后维修", "老人证补办"),
    TicketCategory.COMPLAINT: ("供暖不热", "夜间施工噪音", "物业不作为", "公交车甩站", "快递送错不赔"),
    TicketCategory.REPORT: ("占道经营", "违规搭建", "无证诊所", "消防通道被堵", "餐馆油烟直排"),
    TicketCategory.SUGGESTION: ("增设人行横道", "延长公园开放时间", "公交线路调整建议", "增加充电桩"),
    TicketCategory.OTHER: ("表扬窗口人员", "催问办理进度", "误拨"),
}
_CATEGORIES = {"enquiry": 38, "request": 24, "complaint": 20, "report": 8, "suggestion": 4, "other": 6}
_BUSY_SUBJECT = {6: "大风刮倒树木", 15: "供暖管道爆裂停暖"}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A transfer: the place of its target in the directory, how, and how it ended."""

    target: int
    mode: str
    state: str
    reason: str
    after_s: float


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What became of a missed call: the callback's status, and after how long the citizen was first dialled or rang
    again themselves."""

    status: str
    after_s: float
    attempts: int
    agent: int
    talk_s: float


@dataclass(frozen=True, kw_only=True)
class PastCall:
    """`agent` and `queue` are places in the lists of the demo; `missed_in` "" if it was answered."""

    caller: str
    queue: int
    started_at: datetime
    wait_s: float
    talk_s: float
    agent: int
    missed_in: str
    category: TicketCategory
    subject: str
    closed: bool
    sent: Sent | None
    duty: Duty | None

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(seconds=6 + self.wait_s + self.talk_s)


class Past:
    """The calls of one day after another. `shifts` are the agents at work in each hour."""

    def __init__(self, *, days: int, now: datetime, zone: ZoneInfo, queues: int, targets: int, agents: int) -> None:
        self._days = days
        self._now = now
        self._zone = zone
        self._queues = queues
        self._targets = targets
        self._agents = agents
        self._dice = random.Random(SEED)

    def days(self) -> Iterator[tuple[date, list[PastCall]]]:
        today = self._now.astimezone(self._zone).date()
        for before in range(self._days, -1, -1):
            day = today - timedelta(days=before)
            yield day, self._calls(day, before)

    def on_duty(self, hour: int) -> Sequence[int]:
        """By day all but two, who have the night with one more."""
        return range(max(1, self._agents - 2)) if 8 <= hour < 20 else range(max(0, self._agents - 3), self._agents)

    def _calls(self, day: date, before: int) -> list[PastCall]:
        dice, midnight = self._dice, midnight_of(day, self._zone)
        expected = _A_DAY * _WEEKDAYS[day.weekday()] * _BUSY.get(before, 1.0) * dice.uniform(0.93, 1.07)
        calls = []
        for hour, weight in enumerate(_HOURS):
            rate = expected * weight / sum(_HOURS)
            starts = sorted(dice.uniform(0, 3600) for _ in range(round(rate * dice.uniform(0.9, 1.1))))
            for start in starts:
                at = midnight + timedelta(hours=hour, seconds=start)
                call = self._call(at, hour, rate / _HANDLED_AN_HOUR, before)
                if call.ended_at < self._now:
                    calls.append(call)
        return calls

    def _call(self, at: datetime, hour: int, load: float, before: int) -> PastCall:
        dice = self._dice
        missed = dice.random() < 0.015 + 0.05 * load**2 + (0.2 * (load - 1) if load > 1 else 0.0)
        missed_in = _one_of(dice, _MISSED_IN) if missed else ""
        category = TicketCategory(_one_of(dice, _CATEGORIES))
        subject = dice.choice(_SUBJECTS[category])
        if before in _BUSY_SUBJECT and dice.random() < 0.5:
            category, subject = TicketCategory.REQUEST, _BUSY_SUBJECT[before]
        return PastCall(
            caller=f"1380000{dice.randrange(CITIZENS):04d}",
            queue=0 if self._queues == 1 or dice.random() < 0.62 else dice.randrange(1, self._queues),
            started_at=at,
            wait_s=_wait_s(dice, load, missed_in),
            talk_s=0.0 if missed else round(min(1500.0, dice.lognormvariate(4.9, 0.6)), 1),
            agent=dice.choice(self.on_duty(hour)),
            missed_in=missed_in,
            category=category,
            subject=subject,
            closed=dice.random() < (0.93 if before > 2 else 0.6),
            sent=None if missed or not self._targets or dice.random() > 0.11 else self._sent(),
            duty=self._duty(at, before) if missed else None,
        )

    def _sent(self) -> Sent:
        dice = self._dice
        target = dice.randrange(self._targets)
        fails = dice.random() < 0.06 + 0.05 * target
        return Sent(
            target=target,
            mode=_one_of(dice, {"blind": 50, "consult": 30, "three_way": 20}),
            state=("returned" if dice.random() < 0.7 else "cancelled") if fails else "completed",
            reason=_one_of(dice, {"no_answer": 55, "busy": 30, "network": 15}) if fails else "",
            after_s=round(dice.uniform(4, 28), 1),
        )

    def _duty(self, at: datetime, before: int) -> Duty:
        dice = self._dice
        statuses = {"reached": 76, "self_resolved": 14, "exhausted": 7, "invalid": 2, "cancelled": 1}
        status = _one_of(dice, statuses)
        after_s = dice.expovariate(1 / 1500) + 60
        local = (at + timedelta(seconds=after_s)).astimezone(self._zone)
        if not 8 <= local.hour < 21:  # the next morning
            morning = local.date() + timedelta(days=local.hour >= 21)
            after_s = (midnight_of(morning, self._zone) - at).total_seconds() + 8 * 3600 + dice.uniform(60, 3000)
        if at + timedelta(seconds=after_s + 900) > self._now:
            status = "pending"
        attempts = {"reached": dice.choice((1, 1, 1, 2)), "exhausted": 4, "invalid": 1}.get(status, 0)
        on_duty = self.on_duty(local.hour if 8 <= local.hour < 21 else 9)
        return Duty(
            status=status,
            after_s=round(after_s, 1),
            attempts=attempts,
            agent=dice.choice(on_duty),
            talk_s=round(dice.uniform(30, 260), 1) if status == "reached" else 0.0,
        )


def _wait_s(dice: random.Random, load: float, missed_in: str) -> float:
    if missed_in == "greeting":
        return round(dice.uniform(1, 5), 1)
    if missed_in == "timeout":
        return 300.0
    if missed_in in ("full", "empty"):
        return round(dice.uniform(0, 2), 1)
    if missed_in:
        return round(dice.uniform(8, 60 + 60 * load), 1)
    return round(min(290.0, 3 + dice.expovariate(1 / (3 + 14 * load**2))), 1)


def _one_of(dice: random.Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), weights=list(weights.values()))[0]
