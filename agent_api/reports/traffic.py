"""Inbound calls of a period by steps from half hours to years, for supervisors and auditors. What each figure means is
in hotline.domain.reports.traffic."""

import asyncio
from collections.abc import Sequence

from aiohttp import web

from agent_api.http.export import wants_file
from agent_api.http.route import Ask
from agent_api.protocol.moments import local
from agent_api.reports.traffic_file import traffic_file
from agent_api.reports.traffic_query import TrafficQuery, bounds
from agent_api.reports.traffic_views import (
    DutyFigures,
    HourOfWeek,
    QueueTraffic,
    TrafficPeriod,
    TrafficTotals,
    TrafficView,
)
from hotline.domain.calls.routing import queue_titles
from hotline.domain.reports import traffic_report as report
from hotline.domain.reports.figures import DutyCounts
from hotline.domain.reports.periods import Period, periods
from hotline.domain.reports.traffic import Traffic
from hotline.store.reports import traffic_report

_BY_DAYS = frozenset({"day", "week", "month", "quarter", "year"})


async def read_traffic(ask: Ask[TrafficQuery, None]) -> TrafficView | web.StreamResponse:
    (since, until), zone, query = bounds(ask), ask.services.zone, ask.query
    hotline, of_one = ask.services.settings.hotline, ask.query.queue is not None
    parts = list(periods(since, until, query.by, zone))
    sums, complete = await ask.services.database.search(
        traffic_report.read, hotline, parts, query.queue, ask.now, with_duties=query.by in _BY_DAYS and not of_one
    )
    view = await asyncio.to_thread(_view, ask, sums, parts, complete)  # a twentieth of a second by half hours
    return await traffic_file(ask, view.items, view.totals) if wants_file(ask) else view


def _view(ask: Ask[TrafficQuery, None], sums: report.Sums, parts: Sequence[Period], complete: bool) -> TrafficView:
    zone, query, hotline = ask.services.zone, ask.query, ask.services.settings.hotline
    since, until = parts[0].since, parts[-1].until
    duties = None if query.queue is not None else _duties(sums.all_duties)
    return TrafficView(
        since=local(since, zone),
        until=local(until, zone),
        by=query.by,
        queue=query.queue,
        complete=complete,
        items=[_period(one, ask) for one in report.by_period(sums, parts, ask.now, zone)],
        totals=TrafficTotals(**report.of_all(sums, since).as_json(), callbacks=duties),
        queues=[_queue(name, title, sums.queues.get(name, Traffic())) for name, title in queue_titles(hotline).items()],
        hours=[
            HourOfWeek(weekday=one.weekday, hour=one.hour, offered=one.offered, answered=one.answered)
            for one in report.by_hour_of_week(sums, since, zone)
        ],
    )


def _period(one: report.PeriodFigures, ask: Ask[TrafficQuery, None]) -> TrafficPeriod:
    return TrafficPeriod(
        period=one.period.name,
        since=local(one.period.since, ask.services.zone),
        until=local(one.period.until, ask.services.zone),
        **one.figures.as_json(),
        rolling_24h=one.rolling,
        rolling_24h_lowest=one.lowest,
        callbacks=_duties(one.duties) if one.duties is not None else None,
    )


def _duties(counts: DutyCounts) -> DutyFigures:
    return DutyFigures.model_validate(counts.as_json())


def _queue(name: str, title: str, one: Traffic) -> QueueTraffic:
    return QueueTraffic(
        queue=name,
        title=title,
        offered=one.offered,
        answered=one.answered,
        missed=one.missed,
        service_level=one.service_level,
        connection_rate=one.connection_rate,
        broad_rate=one.broad_rate,
        asa_s=one.mean_s(one.waited_ms),
        talk_s=one.mean_s(one.talked_ms),
        longest_wait_s=round(one.longest_wait_ms / 1000, 1),
    )
