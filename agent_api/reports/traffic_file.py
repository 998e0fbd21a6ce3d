"""The traffic figures as a file: a row for each period, the totals last."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from agent_api.http.export import export_rows
from agent_api.http.route import Ask
from agent_api.protocol.table import Cell, Column, cells, field, header, said
from agent_api.reports.figure_csv import TOTAL
from agent_api.reports.traffic_query import TrafficQuery
from agent_api.reports.traffic_views import TrafficPeriod, TrafficTotals
from hotline.domain.facts.missed import MissedIn

_TITLE = ("话务", "Traffic")
_MISSED = {
    MissedIn.GREETING: ("漏话：问候语中", "missed in the greeting"),
    MissedIn.QUEUE: ("漏话：排队中", "missed in the queue"),
    MissedIn.RINGING: ("漏话：座席振铃中", "missed while a phone rang"),
    MissedIn.FULL: ("漏话：队列已满", "missed, queue full"),
    MissedIn.EMPTY: ("漏话：无座席", "missed, no agent"),
    MissedIn.TIMEOUT: ("漏话：等待超时", "missed, waited too long"),
    MissedIn.DOWN: ("漏话：系统中断", "missed, system down"),
}


def _missed(where: MissedIn) -> Column[Any]:
    return Column(title=_MISSED[where], value=lambda one: one.missed[where.value])


def _duty(name: str, zh: str, en: str) -> Column[Any]:
    return Column(title=(zh, en), value=lambda one: getattr(one.callbacks, name) if one.callbacks else None)


_COLUMNS: Sequence[Column[Any]] = (
    field("offered", "来电", "calls"),
    field("answered", "接通", "answered"),
    *(_missed(where) for where in MissedIn),
    field("unknown", "未知", "unknown"),
    field("overflowed", "溢出", "overflow"),
    field("connection_rate", "接通率", "connection rate"),
    field("service_level", "接通率(限时)", "service level"),
    field("broad_rate", "广义接通率", "broad connection rate"),
    Column(title=("24小时接通率", "rolling 24 h rate"), value=lambda one: getattr(one, "rolling_24h", None)),
    Column(title=("24小时接通率最低", "lowest 24 h rate"), value=lambda one: getattr(one, "rolling_24h_lowest", None)),
    field("asa_s", "平均应答(秒)", "ASA (s)"),
    field("talk_s", "平均通话(秒)", "mean talk (s)"),
    field("aht_s", "平均处理(秒)", "AHT (s)"),
    field("longest_wait_s", "最长等待(秒)", "longest wait (s)"),
    field("occupancy", "占用率", "occupancy"),
    _duty("callbacks", "应回拨", "callbacks owed"),
    _duty("tried", "已回拨", "tried"),
    _duty("reached", "回拨接通", "reached"),
    _duty("self_resolved", "自行接通", "self-resolved"),
    _duty("callback_rate", "回拨率", "callback rate"),
    _duty("reach_rate", "回拨接通率", "reach rate"),
)


async def traffic_file(
    ask: Ask[TrafficQuery, None], items: Sequence[TrafficPeriod], totals: TrafficTotals
) -> web.StreamResponse:
    language = ask.query.lang
    head: list[Cell] = [said(("时段", "period"), language), *header(_COLUMNS, language)]
    names = [*(item.period for item in items), TOTAL[language]]
    rows = [[name, *row] for name, row in zip(names, cells(_COLUMNS, [*items, totals], language), strict=True)]
    return await export_rows(ask, f"traffic-by-{ask.query.by}", _TITLE, head, rows)
