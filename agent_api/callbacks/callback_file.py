"""Callbacks as a file for spreadsheets."""

from agent_api.http.export import Sheet
from agent_api.protocol.table import Column, field
from agent_api.views.callback import CallbackView
from agent_api.views.words import CALLBACK_KIND, CALLBACK_OUTCOME, CALLBACK_STATUS, YES_NO

CALLBACK_SHEET: Sheet[CallbackView] = Sheet(
    name="callbacks",
    title=("回拨", "Callbacks"),
    columns=(
        field("id", "编号", "id"),
        field("kind", "类型", "kind", CALLBACK_KIND),
        field("missed_at", "漏话时间", "missed"),
        field("number", "号码", "number"),
        field("status", "状态", "status", CALLBACK_STATUS),
        field("next_at", "下次回拨", "next attempt"),
        field("attempts", "已拨次数", "attempts"),
        field("agent", "话务员", "agent"),
        field("queue", "队列", "queue"),
        field("reserved_for", "指定给", "reserved for"),
        Column(title=("市民要求", "asked"), value=lambda one: "yes" if one.asked else "no", codes=YES_NO),
        Column(title=("紧急", "urgent"), value=lambda one: "yes" if one.urgent else "no", codes=YES_NO),
        field("outcome", "登记结果", "outcome", CALLBACK_OUTCOME),
        field("reached_at", "接通时间", "reached"),
        field("ended_at", "结束时间", "ended"),
        field("cancelled_by", "取消人", "cancelled by"),
        field("cancel_reason", "取消原因", "why cancelled"),
        Column(title=("漏话次数", "missed calls"), value=lambda one: len(one.calls)),
    ),
)
