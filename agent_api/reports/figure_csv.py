"""The figures as files: columns, and their headings in both languages."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from agent_api.http.export import export_rows
from agent_api.http.route import Ask
from agent_api.protocol.table import Cell, Language, Words, said
from agent_api.reports.figure_query import FiguresQuery
from hotline.domain.reports.transfer_figures import TargetFigures
from hotline.names.transfer_reasons import TAKEN_BACK, TransferReason

_TITLES: Mapping[str, Words] = {
    "callbacks": ("回拨", "Callbacks"),
    "agents": ("话务员", "Agents"),
    "queues": ("队列", "Queues"),
    "transfers": ("转接", "Transfers"),
}
_WORDS: Mapping[str, Words] = {
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
    TransferReason.CITIZEN_LEFT: ("市民挂断", "citizen left"),
    TAKEN_BACK: ("话务员取回", "taken back"),
    "other": ("其他", "other"),
}
_REASONS = ("busy", "no_answer", "unreachable", "network", "no_such_number", TransferReason.CITIZEN_LEFT, TAKEN_BACK)
TRANSFER_COLUMNS = {
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
TOTAL: Mapping[Language, str] = {"zh": "合计", "en": "total"}
CALLBACK_COLUMNS = (
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
AGENT_COLUMNS = ("period", "rank", "agent", "name", "taken", "reached", "attempts", "talk_s", "answered")
QUEUE_COLUMNS = (
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


def reasons(figures: TargetFigures) -> dict[str, Cell]:
    """A column for each of the usual reasons, and one for all others."""
    usual: dict[str, Cell] = {reason: figures.reasons.get(reason, 0) for reason in _REASONS}
    return {**usual, "other": sum(count for reason, count in figures.reasons.items() if reason not in _REASONS)}


def same_words(columns: Sequence[str]) -> dict[str, str]:
    """Columns whose heading has the column's own name."""
    return {column: column for column in columns}


async def as_file(
    ask: Ask[FiguresQuery, None], columns: Mapping[str, str], rows: Sequence[Mapping[str, Cell]], name: str
) -> web.StreamResponse:
    """`columns` maps each column to its heading."""
    head = [said(_WORDS[word], ask.query.lang) for word in columns.values()]
    cells = [[row.get(column) for column in columns] for row in rows]
    return await export_rows(ask, f"{name}-by-{ask.query.by}", _TITLES[name], head, cells)
