"""The log of looks as a file for spreadsheets."""

from agent_api.audit.look_view import LookView
from agent_api.http.export import Sheet
from agent_api.protocol.table import Column, field
from agent_api.views.words import YES_NO


def _filters(look: LookView) -> str:
    return ", ".join(f"{name}={value}" for name, value in look.filters.items())


LOOK_SHEET: Sheet[LookView] = Sheet(
    name="looks",
    title=("查看记录", "Looks"),
    columns=(
        field("at", "时间", "at"),
        field("username", "用户", "user"),
        field("what", "查看", "what"),
        field("subject", "对象", "subject"),
        field("reason", "原因", "reason"),
        Column(
            title=("显示完整号码", "full number"), value=lambda one: "yes" if one.full_number else "no", codes=YES_NO
        ),
        Column(title=("条件", "filters"), value=_filters),
        field("hits", "条数", "rows"),
        field("number_hash", "号码摘要", "number hash"),
        field("id", "编号", "id"),
    ),
)
