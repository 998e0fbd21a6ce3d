/** The keys of the desk. */
import { texts } from "../../lib/language";
import type { Shortcut } from "../../shell/shortcuts";

const words = texts({
  zh: {
    ready: "就绪",
    paused: "小休",
    offline: "离线",
    hold: "保持，取回",
    hang_up: "挂断",
    transfer: "转接：输入名称或号码，回车",
    complete: "完成转接",
    take_back: "取回市民",
    dial: "拨打号码",
    callback: "下一个回拨，接受并拨打",
    outcome: "登记回拨结果",
    ticket: "写工单",
    note: "写备注",
    search: "查找市民或工单",
    extend: "延长话后",
    finish: "结束话后",
  },
  en: {
    ready: "Ready",
    paused: "Pause",
    offline: "Offline",
    hold: "Hold, unhold",
    hang_up: "Hang up",
    transfer: "Transfer: a name or number, then Enter",
    complete: "Complete the transfer",
    take_back: "Take the citizen back",
    dial: "Dial a number",
    callback: "Next callback, accept and dial",
    outcome: "Say what came of a callback",
    ticket: "Write the ticket",
    note: "Write a note",
    search: "Find a citizen or a ticket",
    extend: "Longer wrap-up",
    finish: "End wrap-up",
  },
});

const on = (key: string, text: keyof ReturnType<typeof words>, ...press: string[]): Shortcut => ({
  key,
  text: () => words()[text],
  press,
});

export const KEYS: readonly Shortcut[] = [
  on("1", "ready", "#ready"),
  on("2", "paused", "#paused"),
  on("3", "offline", "#offline"),
  on("H", "hold", "#hold", "#unhold"),
  on("X", "hang_up", "#hang-up"),
  on("T", "transfer", "#transfer-number"),
  on("C", "complete", "#complete"),
  on("B", "take_back", "#take-back"),
  on("N", "dial", "#dial-number"),
  on("K", "callback", "#accept-callback", "#next-callback"),
  on("O", "outcome", "form.outcome :checked"),
  on("J", "ticket", "#content"),
  on("M", "note", "#note"),
  on("S", "search", "#search input"),
  on("Q", "extend", "#extend-wrapup"),
  on("W", "finish", "#finish-wrapup"),
];
