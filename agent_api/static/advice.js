// What an agent is told about themselves above the desk: why no calls come, and what to do about it.

import { $, clock, el, fill, text } from "./common.js";

const words = text.advice;

/** How they came to take no calls while they were away. */
const left = (me) => me.wish !== "ready" && words.left[me.wish_reason] && `${words.left[me.wish_reason].replace("{at}", clock(me.since))} ${words.come_back}`;

/** Show it, or nothing. */
export function advise(me) {
  const said = [left(me)].filter(Boolean);
  $("advice").hidden = said.length === 0;
  fill($("advice"), said.map((line) => el("p", {}, line)));
}
