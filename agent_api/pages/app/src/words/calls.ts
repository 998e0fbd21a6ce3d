/** Calls in words: outcome (live: not ended yet), direction, and the heads of their tables. */
import type { Schemas } from "../api/types";
import { texts } from "../lib/language";

export const callWords = texts<
  Record<
    Schemas["Outcome"] | Schemas["Direction"] | "live" | "time" | "number" | "outcome" | "duration" | "agent",
    string
  >
>({
  zh: {
    time: "时间",
    number: "号码",
    outcome: "结果",
    duration: "时长",
    agent: "话务员",
    answered: "接通",
    missed: "漏话",
    failed: "未通",
    unknown: "未知",
    live: "进行中",
    inbound: "来电",
    outbound: "呼出",
    callback: "回拨",
    internal: "内部",
  },
  en: {
    time: "Time",
    number: "Number",
    outcome: "Outcome",
    duration: "Length",
    agent: "Agent",
    answered: "answered",
    missed: "missed",
    failed: "failed",
    unknown: "unknown",
    live: "in progress",
    inbound: "inbound",
    outbound: "outgoing",
    callback: "callback",
    internal: "internal",
  },
});

export const missedWords = texts<Record<Schemas["MissedIn"], string>>({
  zh: {
    greeting: "听问候语时挂断",
    queue: "排队中挂断",
    ringing: "座席振铃中挂断",
    full: "排队已满",
    empty: "无座席在岗",
    timeout: "等待超时",
    down: "系统中断",
  },
  en: {
    greeting: "hung up in the greeting",
    queue: "hung up while waiting",
    ringing: "hung up while a phone rang",
    full: "the queue was full",
    empty: "no agent was there",
    timeout: "waited too long",
    down: "the system was down",
  },
});
