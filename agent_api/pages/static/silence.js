// One side of a talk sends no sound: which, and the way back to the queue for a citizen before a silent telephone.

import { $, api, banner, el, text } from "./common.js";

const words = text.silence;

const bringBack = (call) => api("POST", `/calls/${encodeURIComponent(call)}/bring_back`);
const refused = (error) => banner(error.status === 409 ? words.over : `${text.connection.failed}: ${error.message}`);

/** On the agent's desk. A silence of the citizen's is said and nothing offered: the next agent would not hear them either. */
export function showSilence({ silent }) {
  const said = words[silent] ?? "";
  if ($("silence-says").textContent !== said) $("silence-says").textContent = said; // else it is read aloud again
  const had_focus = document.activeElement === $("bring-back");
  $("silence").hidden = !silent;
  $("bring-back").hidden = silent !== "agent";
  if (had_focus && silent !== "agent") $("telephone-title").focus();
}

/** The desk's button; `current()` is the id of the call on the telephone. */
export function offerBringBack(current) {
  $("bring-back").addEventListener("click", async () => {
    $("bring-back").disabled = true;
    await bringBack(current()).catch(refused);
    $("bring-back").disabled = false;
  });
}

async function ask(seat) {
  if (confirm(words.question.replace("{name}", seat.name))) await bringBack(seat.call).catch(refused);
}

/** A seat's mark on the wall, with the way back for supervisors. */
export const silenceMark = (seat) =>
  seat.silent && [
    el("span", { className: "silent" }, words.seat[seat.silent]),
    seat.silent === "agent" && el("button", { className: "bring-back", on: { click: () => ask(seat) } }, words.bring_back),
  ];
