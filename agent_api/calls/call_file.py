"""Calls as a file for spreadsheets."""

from agent_api.http.export import Sheet
from agent_api.protocol.table import Column, field
from agent_api.views.call import CallView
from agent_api.views.words import DIRECTION, MISSED_IN, OUTCOME, STATE, SURVEY_ANSWER


def _sent_to(call: CallView) -> str:
    return ", ".join(f"{sent.name or sent.target} ({sent.state})" for sent in call.transfers)


CALL_SHEET: Sheet[CallView] = Sheet(
    name="calls",
    title=("通话", "Calls"),
    columns=(
        field("started_at", "开始时间", "started"),
        field("direction", "方向", "direction", DIRECTION),
        field("caller", "主叫", "caller"),
        field("called", "被叫", "called"),
        field("called_name", "热线", "hotline"),
        field("origin", "来源", "origin"),
        field("queue", "队列", "queue"),
        field("overflowed_to", "溢出到", "overflowed to"),
        field("sent_to", "转到队列", "sent to queue"),
        field("state", "状态", "state", STATE),
        field("outcome", "结果", "outcome", OUTCOME),
        field("missed_in", "漏话环节", "missed in", MISSED_IN),
        field("agent", "话务员", "agent"),
        field("queued_at", "入队时间", "queued"),
        field("answered_at", "接通时间", "answered"),
        field("ended_at", "结束时间", "ended"),
        field("wait_s", "等待(秒)", "wait (s)"),
        field("to_person_s", "到人工(秒)", "to a person (s)"),
        field("talk_s", "通话(秒)", "talk (s)"),
        Column(title=("转接", "transfers"), value=_sent_to),
        field("ticket", "工单", "ticket"),
        field("notice", "公告", "notice"),
        Column(title=("满意度", "survey"), value=lambda call: call.survey and call.survey.answer, codes=SURVEY_ANSWER),
        field("callback", "回拨", "callback"),
        field("recording", "录音", "recording"),
        field("id", "通话编号", "call"),
    ),
)
