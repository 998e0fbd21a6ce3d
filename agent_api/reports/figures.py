"""Figures by day or month, for supervisors and auditors: how callbacks go, who did them, which transfers are answered.
JSON, or CSV for Excel.

What each figure means is in hotline.domain.reports.figures, hotline.domain.reports.ranking and
hotline.domain.reports.transfer_figures.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from aiohttp import web
from pydantic import Field

from agent_api.http.route import Ask
from agent_api.protocol import csv_file
from agent_api.protocol.csv_file import Cell
from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import local
from agent_api.protocol.problem import Problem
from agent_api.reports.accounting import PeriodQuery
from hotline.domain.callbacks.open_time import OpenTime
from hotline.domain.calls.routing import queue_titles
from hotline.domain.reports.figures import CallbackFigures, callback_figures
from hotline.domain.reports.periods import By, Period, end_of, periods, start_of
from hotline.domain.reports.ranking import AgentCounts, ranked
from hotline.domain.reports.transfer_figures import TAKEN_BACK, TargetFigures, by_target
from hotline.domain.reports.wall import Today
from hotline.store.reports import figures
from hotline.store.reports.today import today_by_queue
from hotline.store.transfers import directory, transfers

YEARS = range(1970, 9000)  # calendars end, and days are added to what is asked
LONGEST = timedelta(days=400)  # a year by day; one question never keeps the database for minutes

Language = Literal["zh", "en"]

_WORDS: Mapping[str, tuple[str, str]] = {
    "period": ("日期", "period"),
    "missed": ("漏话", "missed calls"),
    "callbacks": ("应回拨", "callbacks owed"),
    "tried": ("已回拨", "tried"),
    "reached": ("回拨接通", "reached"),
    "self_resolved": ("自行接通", "self-resolved"),
    "attempts": ("回拨次数", "attempts"),
    "callback_rate": ("回拨率", "callback rate"),
    "reach_rate": ("回拨接通率", "reach rate"),
    "in_time_rate": ("回拨及时率", "in-time rate"),
    "broad_rate": ("广义接通率", "broad connection rate"),
    "oldest_open_s": ("最久未回拨(秒)", "oldest open (s)"),
    "rank": ("名次", "rank"),
    "agent": ("工号", "agent"),
    "name": ("姓名", "name"),
    "taken": ("承接回拨", "callbacks taken"),
    "talk_s": ("回拨通话(秒)", "callback talk (s)"),
    "answered": ("接听来电", "inbound answered"),
    "queue": ("队列", "queue"),
    "title": ("热线", "hotline"),
    "offered": ("来电", "calls"),
    "overflowed": ("溢出", "overflow"),
    "to_person_s": ("平均到人工(秒)", "mean time to a person (s)"),
    "service_level": ("接通率(限时)", "service level"),
    "target": ("转接目标", "target"),
    "target_name": ("名称", "name"),
    "transfers": ("转接次数", "transfers"),
    "transfers_answered": ("接通", "answered"),
    "success_rate": ("接通率", "success rate"),
    "mean_answer_s": ("平均应答(秒)", "mean time to answer (s)"),
    "worst_answer_s": ("最长应答(秒)", "longest time to answer (s)"),
    "busy": ("占线", "busy"),
    "no_answer": ("无人接听", "no answer"),
    "unreachable": ("关机或不在服务区", "unreachable"),
    "network": ("网络未能接通", "network"),
    "no_such_number": ("空号", "no such number"),
    "citizen_left": ("市民挂断", "citizen left"),
    TAKEN_BACK: ("话务员取回", "taken back"),
    "other": ("其他", "other"),
}
_REASONS = ("busy", "no_answer", "unreachable", "network", "no_such_number", "citizen_left", TAKEN_BACK)
_TRANSFER_COLUMNS = {
    "period": "period",
    "target": "target",
    "name": "target_name",
    "transfers": "transfers",
    "answered": "transfers_answered",
    "success_rate": "success_rate",
    "mean_answer_s": "mean_answer_s",
    "worst_answer_s": "worst_answer_s",
    **{reason: reason for reason in (*_REASONS, "other")},
}
_TOTAL: Mapping[Language, str] = {"zh": "合计", "en": "total"}
_CALLBACK_COLUMNS = (
    "period",
    "missed",
    "callbacks",
    "tried",
    "reached",
    "self_resolved",
    "attempts",
    "callback_rate",
    "reach_rate",
    "in_time_rate",
    "broad_rate",
    "oldest_open_s",
)
_AGENT_COLUMNS = ("period", "rank", "agent", "name", "taken", "reached", "attempts", "talk_s", "answered")
_QUEUE_COLUMNS = (
    "period",
    "queue",
    "title",
    "offered",
    "answered",
    "missed",
    "overflowed",
    "to_person_s",
    "service_level",
    "broad_rate",
)


class FiguresQuery(PeriodQuery):
    """The period that this moment is in when no `from` is given; at most 400 days. `format` goes before the header
    Accept; `lang` is that of the CSV's first line."""

    by: By = "day"
    format: Literal["json", "csv"] | None = None
    lang: Language = "zh"


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


async def read_callback_figures(ask: Ask[FiguresQuery, None]) -> CallbackFiguresView | web.Response:
    (since, until), now = _bounds(ask), ask.now
    open_time = OpenTime(ask.services.settings.hotline.callback, ask.services.zone, since, until)
    totals = CallbackFigures()
    items: list[dict[str, Any]] = []
    for period in periods(since, until, ask.query.by, ask.services.zone):
        counted = await _count(ask, period, open_time)
        totals += counted
        items.append({"period": period.name, **counted.as_json(now)})
    total = totals.as_json(now)
    if _wants_csv(ask):
        return _csv(ask, _same(_CALLBACK_COLUMNS), [*items, {"period": _TOTAL[ask.query.lang], **total}], "callbacks")
    return CallbackFiguresView(
        **_head(ask, since, until),
        items=[CallbackPeriod(**item) for item in items],
        totals=CallbackTotals.model_validate(total),
    )


async def read_agent_figures(ask: Ask[FiguresQuery, None]) -> AgentFiguresView | web.Response:
    since, until = _bounds(ask)
    names = await ask.services.database.search(figures.names)
    items: list[dict[str, Any]] = []
    for period in periods(since, until, ask.query.by, ask.services.zone):
        counted = await ask.services.database.search(figures.count_agents, period.since, period.until)
        items += [
            {"period": period.name, "rank": rank, "agent": agent, "name": names.get(agent, ""), **_fields(counts)}
            for rank, agent, counts in ranked(counted)
        ]
    if _wants_csv(ask):
        return _csv(ask, _same(_AGENT_COLUMNS), items, "agents")
    return AgentFiguresView(**_head(ask, since, until), items=[AgentPeriod(**item) for item in items])


async def read_queue_figures(ask: Ask[FiguresQuery, None]) -> QueueFiguresView | web.Response:
    hotline = ask.services.settings.hotline
    limits = {queue.name: queue.service_level_s for queue in hotline.queues}
    since, until = _bounds(ask)
    items: list[dict[str, Any]] = []
    for period in periods(since, until, ask.query.by, ask.services.zone):
        counted, _ = await ask.services.database.search(today_by_queue, period.since, limits, period.until)
        items += [
            {"period": period.name, "queue": name, "title": title, **counted.get(name, Today()).as_json()}
            for name, title in queue_titles(hotline).items()
        ]
    if _wants_csv(ask):
        return _csv(ask, _same(_QUEUE_COLUMNS), items, "queues")
    return QueueFiguresView(**_head(ask, since, until), items=[QueuePeriod(**item) for item in items])


async def read_transfer_figures(ask: Ask[FiguresQuery, None]) -> TransferFiguresView | web.Response:
    since, until = _bounds(ask)
    entries = await ask.services.database.search(directory.entries)
    targets = {name: entry.key for entry in entries for name in (entry.key, *entry.numbers)}
    counted: list[tuple[str, TargetFigures]] = []
    for period in periods(since, until, ask.query.by, ask.services.zone):
        sent = await ask.services.database.search(transfers.sent, period.since, period.until, targets)
        counted += [(period.name, figures) for figures in by_target(sent)]
    if _wants_csv(ask):
        rows = [{"period": period, **one.as_json(), **_reasons(one)} for period, one in counted]
        return _csv(ask, _TRANSFER_COLUMNS, rows, "transfers")
    items = [
        TargetPeriod.model_validate({"period": period, **one.as_json(), "reasons": one.reasons})
        for period, one in counted
    ]
    return TransferFiguresView(**_head(ask, since, until), items=items)


def _reasons(figures: TargetFigures) -> dict[str, Cell]:
    """A column for each that is usual, and one for the rest."""
    usual: dict[str, Cell] = {reason: figures.reasons.get(reason, 0) for reason in _REASONS}
    return {**usual, "other": sum(count for reason, count in figures.reasons.items() if reason not in _REASONS)}


async def _count(ask: Ask[FiguresQuery, None], period: Period, open_time: OpenTime) -> CallbackFigures:
    """One period, in reads of its own: others get their turn between two of them."""
    database = ask.services.database
    calls = await database.search(figures.count_calls, period.since, period.until)
    return await database.search(
        lambda connection: callback_figures(calls, figures.duties(connection, period.since, period.until), open_time)
    )


def _fields(counts: AgentCounts) -> dict[str, Cell]:
    return {
        "taken": counts.callbacks,
        "reached": counts.reached,
        "attempts": counts.attempts,
        "talk_s": round(counts.talk_s, 1),
        "answered": counts.answered,
    }


def _bounds(ask: Ask[FiguresQuery, None]) -> tuple[datetime, datetime]:
    """What is asked about; to the end of the present day or month when `to` is not said."""
    query, zone, now = ask.query, ask.services.zone, ask.now
    for name, moment in (("from", query.since), ("to", query.until)):
        if moment is not None and moment.year not in YEARS:
            raise _refused(name, f"a year from {YEARS[0]} to {YEARS[-1]}")
    last = query.until - timedelta(microseconds=1) if query.until else now
    since = query.since or start_of(last, query.by, zone)
    until = query.until or max(since, end_of(now, query.by, zone))
    if until < since:
        raise _refused("to", "a time after from")
    if until - since > LONGEST:
        raise _refused("to", f"at most {LONGEST.days} days after from")
    return since, until


def _refused(name: str, expected: str) -> Problem:
    return Problem(400, f"{name}: expected {expected}", errors=[{"field": name, "expected": expected}])


def _head(ask: Ask[FiguresQuery, None], since: datetime, until: datetime) -> dict[str, Any]:
    zone = ask.services.zone
    return {"since": local(since, zone), "until": local(until, zone), "by": ask.query.by}


def _wants_csv(ask: Ask[FiguresQuery, None]) -> bool:
    if ask.query.format is not None:
        return ask.query.format == "csv"
    return csv_file.is_preferred(ask.request.headers.get("Accept", ""))


def _same(columns: Sequence[str]) -> dict[str, str]:
    """Columns whose words have their names."""
    return {column: column for column in columns}


def _csv(
    ask: Ask[FiguresQuery, None], columns: Mapping[str, str], rows: Sequence[Mapping[str, Cell]], name: str
) -> web.Response:
    """`columns` gives the word of each."""
    language = 0 if ask.query.lang == "zh" else 1
    head = {column: _WORDS[word][language] for column, word in columns.items()}
    return csv_file.response(head, rows, f"{name}-by-{ask.query.by}")
