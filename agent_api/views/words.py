"""What the codes of calls, tickets and callbacks are called in files, in both languages. Pages have their own words."""

from collections.abc import Mapping

from agent_api.protocol.table import Words

DIRECTION: Mapping[str, Words] = {
    "inbound": ("来电", "inbound"),
    "outbound": ("呼出", "outbound"),
    "callback": ("回拨", "callback"),
    "internal": ("内部", "internal"),
}
STATE: Mapping[str, Words] = {
    "ringing": ("振铃", "ringing"),
    "queued": ("排队", "queued"),
    "talking": ("通话", "talking"),
    "held": ("保持", "held"),
    "ended": ("已结束", "ended"),
}
OUTCOME: Mapping[str, Words] = {
    "answered": ("接通", "answered"),
    "missed": ("漏话", "missed"),
    "failed": ("未通", "failed"),
    "unknown": ("未知", "unknown"),
}
MISSED_IN: Mapping[str, Words] = {
    "greeting": ("听问候语时挂断", "greeting"),
    "queue": ("排队中挂断", "queue"),
    "ringing": ("座席振铃中挂断", "ringing"),
    "full": ("排队已满", "full"),
    "empty": ("无座席在岗", "empty"),
    "timeout": ("等待超时", "timeout"),
    "down": ("系统中断", "down"),
}
TRANSFER_STATE: Mapping[str, Words] = {
    "dialling": ("拨号中", "dialling"),
    "talking": ("通话中", "talking"),
    "completed": ("已转接", "completed"),
    "returned": ("已返回", "returned"),
    "cancelled": ("已取消", "cancelled"),
    "failed": ("未完成", "failed"),
}
TICKET_STATUS: Mapping[str, Words] = {"open": ("未结", "open"), "closed": ("已办结", "closed")}
CATEGORY: Mapping[str, Words] = {
    "": ("未分类", ""),
    "enquiry": ("咨询", "enquiry"),
    "request": ("求助", "request"),
    "complaint": ("投诉", "complaint"),
    "report": ("举报", "report"),
    "suggestion": ("建议", "suggestion"),
    "other": ("其他", "other"),
}
CALLBACK_KIND: Mapping[str, Words] = {"missed": ("漏话回拨", "missed"), "follow_up": ("回访", "follow-up")}
SURVEY_ANSWER: Mapping[str, Words] = {
    "very_satisfied": ("非常满意", "very satisfied"),
    "satisfied": ("满意", "satisfied"),
    "fair": ("一般", "fair"),
    "dissatisfied": ("不满意", "dissatisfied"),
    "very_dissatisfied": ("非常不满意", "very dissatisfied"),
}
CALLBACK_STATUS: Mapping[str, Words] = {
    "pending": ("待回拨", "pending"),
    "offered": ("待接受", "offered"),
    "dialling": ("拨打中", "dialling"),
    "reached": ("已接通", "reached"),
    "self_resolved": ("市民已自行接通", "self-resolved"),
    "exhausted": ("次数已满", "exhausted"),
    "invalid": ("号码无效", "invalid"),
    "cancelled": ("已取消", "cancelled"),
}
CALLBACK_OUTCOME: Mapping[str, Words] = {
    "reached": ("已联系", "reached"),
    "wrong_number": ("号码错误", "wrong number"),
    "refuses": ("拒绝", "refuses"),
    "voicemail": ("语音信箱", "voicemail"),
    "later": ("稍后再拨", "later"),
}
YES_NO: Mapping[str, Words] = {"yes": ("是", "yes"), "no": ("", "")}
