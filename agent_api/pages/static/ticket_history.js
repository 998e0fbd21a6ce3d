// What was changed on a ticket, by whom, and what stood there before: asked for when somebody opens it.

import { api, dayAndTime, el, fill, text } from "./common.js";

const words = text.ticket;
const shown = (field, value) => (field === "status" ? words[value] : field === "category" ? text.category[value] : value) || words.nothing;

function changeLine(change) {
  const fields = change.changes.map(({ field, before, after }) =>
    el("p", {}, `${words[field] ?? text.call[field] ?? field}: `, el("del", {}, shown(field, before)), " → ", shown(field, after)),
  );
  const by = [dayAndTime(change.at), change.username, change.call && words.by_a_call].filter(Boolean).join(" · ");
  return el("li", {}, el("span", { className: "quiet" }, by), fields);
}

/** The changes of a ticket, folded up. */
export function changesOf(number) {
  const list = el("ul", { className: "notes changes" });
  async function read(event) {
    if (!event.target.open) return;
    try {
      const { items } = await api("GET", `/tickets/${number}/history`);
      fill(list, items.length ? items.map(changeLine) : el("li", { className: "quiet" }, words.no_changes));
    } catch (error) {
      fill(list, el("li", { className: "quiet" }, error.message));
    }
  }
  return el("details", { className: "changes", on: { toggle: read } }, el("summary", {}, words.changes), list);
}
