/** Callbacks in words: their status, and why an attempt did not succeed. */
import type { Schemas } from "../api/types";
import { texts } from "../lib/language";

export const callbackStatusWords = texts<Record<Schemas["CallbackStatus"], string>>({
  zh: {
    pending: "待回拨",
    offered: "待接受",
    dialling: "拨打中",
    reached: "已接通",
    self_resolved: "市民已自行接通",
    exhausted: "次数已满",
    invalid: "号码无效",
    cancelled: "已取消",
  },
  en: {
    pending: "owed",
    offered: "offered",
    dialling: "being dialled",
    reached: "reached",
    self_resolved: "got through already",
    exhausted: "given up",
    invalid: "invalid number",
    cancelled: "cancelled",
  },
});

export const callbackKindWords = texts({
  zh: { missed: "漏话回拨", follow_up: "回访" },
  en: { missed: "missed call", follow_up: "follow-up" },
});

export const callbackReasonWords = texts<Record<Schemas["Failure"] | "lapsed" | "on_the_line", string>>({
  zh: {
    busy: "市民忙线",
    no_answer: "市民无人接听",
    unreachable: "市民关机或不在服务区",
    network: "线路未能接通",
    no_such_number: "空号",
    agent_no_answer: "您没有接起话机",
    agent_forwarded: "您的话机已设置呼叫转移",
    agent_declined: "您的话机拒接或已开启免打扰",
    agent_no_codec: "您的话机编码不兼容",
    agent_phone: "您的话机故障未能接听",
    ours: "系统呼叫有误",
    refused: "运营商拒绝呼叫",
    agent_left: "您在市民接听前挂断",
    late: "接起话机过晚",
    stopped: "已停止拨打",
    never_sent: "未能拨出",
    unknown: "通话中断，结果不明",
    lapsed: "未在时限内接受",
    on_the_line: "您已在通话",
  },
  en: {
    busy: "the citizen is on the phone",
    no_answer: "the citizen did not pick up",
    unreachable: "switched off or out of reach",
    network: "the line had no way on",
    no_such_number: "no such number",
    agent_no_answer: "you did not pick up your phone",
    agent_forwarded: "your telephone is forwarded",
    agent_declined: "your telephone declined, or is set to do not disturb",
    agent_no_codec: "your telephone has no common codec",
    agent_phone: "your telephone could not take the call",
    ours: "our call was faulty",
    refused: "the carrier refused the call",
    agent_left: "you hung up before the citizen answered",
    late: "you picked up too late",
    stopped: "dialling was stopped",
    never_sent: "it could not be dialled",
    unknown: "the call broke off, nobody knows how",
    lapsed: "not accepted in time",
    on_the_line: "a call came to you",
  },
});

export const callbackOutcomeWords = texts<Record<Schemas["CallbackOutcome"], string>>({
  zh: {
    reached: "已联系",
    wrong_number: "号码错误",
    refuses: "拒绝",
    voicemail: "语音信箱",
    later: "稍后再拨",
  },
  en: {
    reached: "Reached",
    wrong_number: "Wrong number",
    refuses: "Refuses",
    voicemail: "Voicemail",
    later: "Ring later",
  },
});
