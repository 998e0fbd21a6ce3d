"""Figures by day or month, for supervisors and auditors: callbacks, agents, queues and transfers; as JSON, or as a file
for spreadsheets.

hotline.domain.reports.figures, hotline.domain.reports.ranking and hotline.domain.reports.transfer_figures define what
each figure means.
"""

from typing import Any

from aiohttp import web

from agent_api.http.export import wants_file
from agent_api.http.route import Ask
from agent_api.protocol.table import Cell
from agent_api.reports.figure_csv import (
    AGENT_COLUMNS,
    CALLBACK_COLUMNS,
    QUEUE_COLUMNS,
    TOTAL,
    TRANSFER_COLUMNS,
    as_file,
    reasons,
    same_words,
)
from agent_api.reports.figure_query import FiguresQuery, bounds, head
from agent_api.reports.figure_views import (
    AgentFiguresView,
    AgentPeriod,
    CallbackFiguresView,
    CallbackPeriod,
    CallbackTotals,
    QueueFiguresView,
    QueuePeriod,
    TargetPeriod,
    TransferFiguresView,
)
from hotline.domain.callbacks.open_time import OpenTime
from hotline.domain.calls.routing import queue_titles
from hotline.domain.reports.figures import CallbackFigures, callback_figures
from hotline.domain.reports.periods import Period, periods
from hotline.domain.reports.ranking import AgentCounts, ranked
from hotline.domain.reports.transfer_figures import TargetFigures, by_target
from hotline.domain.reports.wall import Today
from hotline.store.reports import figures
from hotline.store.reports.today import today_by_queue
from hotline.store.transfers import directory, transfers


async def read_callback_figures(ask: Ask[FiguresQuery, None]) -> CallbackFiguresView | web.StreamResponse:
    (since, until), now = bounds(ask), ask.now
    open_time = OpenTime(ask.services.settings.hotline.callback, ask.services.zone, since, until)
    totals = CallbackFigures()
    items: list[dict[str, Any]] = []
    for period in periods(since, until, ask.query.by, ask.services.zone):
        counted = await _count(ask, period, open_time)
        totals += counted
        items.append({"period": period.name, **counted.as_json(now)})
    total = totals.as_json(now)
    if wants_file(ask):
        return await as_file(
            ask, same_words(CALLBACK_COLUMNS), [*items, {"period": TOTAL[ask.query.lang], **total}], "callbacks"
        )
    return CallbackFiguresView(
        **head(ask, since, until),
        items=[CallbackPeriod(**item) for item in items],
        totals=CallbackTotals.model_validate(total),
    )


async def read_agent_figures(ask: Ask[FiguresQuery, None]) -> AgentFiguresView | web.StreamResponse:
    since, until = bounds(ask)
    names = await ask.services.database.search(figures.names)
    items: list[dict[str, Any]] = []
    for period in periods(since, until, ask.query.by, ask.services.zone):
        counted = await ask.services.database.search(
            figures.count_agents, period.since, period.until, ask.services.zone
        )
        items += [
            {"period": period.name, "rank": rank, "agent": agent, "name": names.get(agent, ""), **_fields(counts)}
            for rank, agent, counts in ranked(counted)
        ]
    if wants_file(ask):
        return await as_file(ask, same_words(AGENT_COLUMNS), items, "agents")
    return AgentFiguresView(**head(ask, since, until), items=[AgentPeriod(**item) for item in items])


async def read_queue_figures(ask: Ask[FiguresQuery, None]) -> QueueFiguresView | web.StreamResponse:
    hotline = ask.services.settings.hotline
    limits = {queue.name: queue.service_level_s for queue in hotline.queues}
    since, until = bounds(ask)
    items: list[dict[str, Any]] = []
    for period in periods(since, until, ask.query.by, ask.services.zone):
        counted, _ = await ask.services.database.search(
            today_by_queue, period.since, period.until, ask.services.zone, limits
        )
        items += [
            {"period": period.name, "queue": name, "title": title, **counted.get(name, Today()).as_json()}
            for name, title in queue_titles(hotline).items()
        ]
    if wants_file(ask):
        return await as_file(ask, same_words(QUEUE_COLUMNS), items, "queues")
    return QueueFiguresView(**head(ask, since, until), items=[QueuePeriod(**item) for item in items])


async def read_transfer_figures(ask: Ask[FiguresQuery, None]) -> TransferFiguresView | web.StreamResponse:
    since, until = bounds(ask)
    entries = await ask.services.database.search(directory.entries)
    targets = {name: entry.key for entry in entries for name in (entry.key, *entry.numbers)}
    counted: list[tuple[str, TargetFigures]] = []
    for period in periods(since, until, ask.query.by, ask.services.zone):
        sent = await ask.services.database.search(transfers.sent, period.since, period.until, targets)
        counted += [(period.name, figures) for figures in by_target(sent)]
    if wants_file(ask):
        rows = [{"period": period, **one.as_json(), **reasons(one)} for period, one in counted]
        return await as_file(ask, TRANSFER_COLUMNS, rows, "transfers")
    items = [
        TargetPeriod.model_validate({"period": period, **one.as_json(), "reasons": one.reasons})
        for period, one in counted
    ]
    return TransferFiguresView(**head(ask, since, until), items=items)


async def _count(ask: Ask[FiguresQuery, None], period: Period, open_time: OpenTime) -> CallbackFigures:
    """Count one period in separate reads, so that other requests get their turn between them."""
    database = ask.services.database
    calls = await database.search(figures.count_calls, period.since, period.until, ask.services.zone)
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
