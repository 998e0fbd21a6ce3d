/** What agents do, wish and are held by, in words. */
import type { Schemas } from "../api/types";
import { texts } from "../lib/language";

export const wishWords = texts<Record<Schemas["Wish"], string>>({
  zh: {
    ready: "就绪",
    paused: "小休",
    offline: "离线",
  },
  en: {
    ready: "Ready",
    paused: "Pause",
    offline: "Offline",
  },
});

export const stateWords = texts<Record<Schemas["AgentState"], string>>({
  zh: {
    ready: "就绪",
    ringing: "振铃",
    talking: "通话",
    wrapup: "话后",
    paused: "小休",
    offline: "离线",
  },
  en: {
    ready: "ready",
    ringing: "ringing",
    talking: "talking",
    wrapup: "wrap-up",
    paused: "paused",
    offline: "offline",
  },
});

export const holdWords = texts<Record<Schemas["AgentBlock"] | Schemas["Left"] | "phone", string>>({
  zh: {
    no_answer: "未接来电",
    forwarded: "话机已设置呼叫转移",
    callback: "正在回拨",
    wrapup: "话后处理",
    phone: "软电话未登录",
    logged_out: "已退出登录",
    session_ended: "登录已失效",
    desk_closed: "工作台已关闭",
    declined: "拒接或免打扰",
    no_codec: "话机编码不兼容",
    phone_failed: "话机故障未能接听",
  },
  en: {
    no_answer: "did not pick up",
    forwarded: "phone is forwarded",
    callback: "on a callback",
    wrapup: "after-call work",
    phone: "softphone is closed",
    logged_out: "logged out",
    session_ended: "log-in ended",
    desk_closed: "desk closed",
    declined: "declined, or do not disturb",
    no_codec: "phone has no common codec",
    phone_failed: "phone failed",
  },
});

export const troubleWords = texts<Record<Schemas["Trouble"], string>>({
  zh: {
    not_reached: "话机无应答信号",
    wrong_secret: "话机密码错误",
    not_allowed: "话机地址不被允许",
    not_registered: "话机未注册",
  },
  en: {
    not_reached: "phone does not answer",
    wrong_secret: "wrong phone secret",
    not_allowed: "phone's address not allowed",
    not_registered: "phone not registered",
  },
});
