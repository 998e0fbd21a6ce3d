// What an agent is told about themselves above the desk: why no calls come, and what to do about it.

import { $, clock, el, fill, text } from "./common.js";

const words = text.advice;

/** How they came to take no calls while they were away. */
const left = (me) => me.wish !== "ready" && words.left[me.wish_reason] && `${words.left[me.wish_reason].replace("{at}", clock(me.since))} ${words.come_back}`;

/** What is wrong with their telephone, and what to do. */
function telephone(me) {
  const { trouble, address, at } = me.phone ?? {};
  return trouble && `☎ ${words.phone[trouble].replace("{address}", address).replace("{at}", clock(at))} ${words.do[trouble]}`;
}

/** What the system holds them for, when there is something that they can do about it. */
const held = (me) => (me.holds ?? []).map((hold) => words.held[hold]);

/** Why somebody takes no calls, in a few words: of an agent or a seat on the wall. */
export const why = (one) => (one.reason === "phone" && text.trouble[one.phone?.trouble]) || (text.hold[one.reason] ?? one.reason ?? "");

/** Show it, or nothing. */
export function advise(me) {
  const said = [left(me), telephone(me), ...held(me)].filter(Boolean);
  $("advice").hidden = said.length === 0;
  fill($("advice"), said.map((line) => el("p", {}, line)));
}
