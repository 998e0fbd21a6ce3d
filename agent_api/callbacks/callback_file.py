"""Callbacks as a file for spreadsheets."""

from agent_api.http.export import Sheet
from agent_api.protocol.table import Column, field
from agent_api.views.callback import CallbackView
from agent_api.views.words import CALLBACK_STATUS

CALLBACK_SHEET: Sheet[CallbackView] = Sheet(
    name="callbacks",
    title=("回拨", "Callbacks"),
    columns=(
        field("id", "编号", "id"),
        field("missed_at", "漏话时间", "missed"),
        field("number", "号码", "number"),
        field("status", "状态", "status", CALLBACK_STATUS),
        field("next_at", "下次回拨", "next attempt"),
        field("attempts", "已拨次数", "attempts"),
        field("agent", "话务员", "agent"),
        Column(title=("漏话次数", "missed calls"), value=lambda one: len(one.calls)),
    ),
)
