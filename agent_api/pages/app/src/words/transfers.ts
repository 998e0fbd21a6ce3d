/** Transfers in words: their mode, and why the target was not reached. */
import type { Schemas } from "../api/types";
import { texts } from "../lib/language";

export const modeWords = texts<Record<Schemas["TransferMode"], string>>({
  zh: {
    consult: "协商",
    blind: "直接转",
    three_way: "三方",
  },
  en: {
    consult: "Consult",
    blind: "Blind",
    three_way: "Three-way",
  },
});

export const transferReasonWords = texts<
  Record<
    | Schemas["Failure"]
    | "target_left"
    | "citizen_left"
    | "not_begun"
    | "not_allowed"
    | "closed"
    | "emergency"
    | "empty"
    | "full",
    string
  >
>({
  zh: {
    busy: "占线",
    no_answer: "无人接听",
    unreachable: "关机或不在服务区",
    network: "网络未能接通",
    no_such_number: "空号",
    agent_no_answer: "您没有接起话机",
    agent_forwarded: "您的话机已设置呼叫转移",
    agent_declined: "您的话机拒接或已开启免打扰",
    agent_no_codec: "您的话机编码不兼容",
    agent_phone: "您的话机故障未能接听",
    ours: "系统呼叫有误",
    refused: "运营商拒绝呼叫",
    agent_left: "您已挂断",
    late: "接起话机过晚",
    stopped: "已停止拨打",
    never_sent: "未能拨出",
    unknown: "通话中断，结果不明",
    target_left: "对方已挂断",
    citizen_left: "市民已挂断",
    not_allowed: "不能转接到此号码",
    closed: "不在服务时间",
    emergency: "紧急电话请用三方转接",
    empty: "队列无人值守",
    full: "队列已满",
    not_begun: "转接没有开始，请重试",
  },
  en: {
    busy: "busy",
    no_answer: "no answer",
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
    agent_left: "you hung up",
    late: "you picked up too late",
    stopped: "dialling was stopped",
    never_sent: "it could not be dialled",
    unknown: "it broke off, nobody knows how",
    target_left: "they hung up",
    citizen_left: "the citizen hung up",
    not_allowed: "calls cannot be transferred to this number",
    closed: "they are closed now",
    emergency: "an emergency line is only reached by a three-way transfer",
    empty: "nobody is in the queue",
    full: "the queue is full",
    not_begun: "The transfer did not begin. Try again",
  },
});
