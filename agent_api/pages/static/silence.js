// One side of a talk sends no sound: which, and the way back to the queue for a citizen before a silent telephone.

import { api, banner, el, text } from "./common.js";

const words = text.silence;

const bringBack = (call) => api("POST", `/calls/${encodeURIComponent(call)}/bring_back`);
const refused = (error) => banner(error.status === 409 ? words.over : `${text.connection.failed}: ${error.message}`);

async function ask(seat) {
  if (confirm(words.question.replace("{name}", seat.name))) await bringBack(seat.call).catch(refused);
}

/** A seat's mark on the wall, with the way back for supervisors. */
export const silenceMark = (seat) =>
  seat.silent && [
    el("span", { className: "silent" }, words.seat[seat.silent]),
    seat.silent === "agent" && el("button", { className: "bring-back", on: { click: () => ask(seat) } }, words.bring_back),
  ];
