"""Tickets as a file for spreadsheets."""

from agent_api.http.export import Sheet
from agent_api.protocol.table import field
from agent_api.views.ticket import TicketView
from agent_api.views.words import CATEGORY, TICKET_STATUS

TICKET_SHEET: Sheet[TicketView] = Sheet(
    name="tickets",
    title=("工单", "Tickets"),
    columns=(
        field("number", "工单号", "number"),
        field("created_at", "开单时间", "opened"),
        field("caller", "来电号码", "caller"),
        field("called", "拨打号码", "called"),
        field("called_name", "热线", "hotline"),
        field("origin", "来源", "origin"),
        field("agent", "话务员", "agent"),
        field("status", "状态", "status", TICKET_STATUS),
        field("category", "类别", "category", CATEGORY),
        field("subject", "主题", "subject"),
        field("content", "内容", "content"),
        field("updated_at", "更新时间", "changed"),
        field("call", "通话编号", "call"),
    ),
)
