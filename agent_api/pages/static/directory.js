// 转接目录: what agents may send calls to with one key, edited by supervisors; and which of the targets pick up.

import { $, api, banner, centreMinute, dayAndTime, duration, el, enter, fill, logOut, stay, supervises, text } from "./common.js";

const words = text.directory;
const FIELDS = { key: "key", name: "entry-name", numbers: "numbers", hours: "hours", ring_s: "ring_s", code: "code" };
const CHECKS = ["emergency", "note_required"];
const DAY_MS = 86_400_000;
let edited = null; // the key of the entry in the form; null is a new one

const failed = (error) => banner(`${text.connection.failed}: ${error.message}`);
const split = (value) => value.split(/[\s,，、]+/).filter(Boolean);
const path = (key) => `/directory/${encodeURIComponent(key)}`;
const table = (head, rows) =>
  el("table", {}, el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, rows));

// --- the entries ---

const flags = (entry) => CHECKS.filter((name) => entry[name]).map((name) => el("span", { className: name === "emergency" ? "tag urgent" : "tag" }, words[name]));

const row = (entry) =>
  el(
    "tr",
    { className: entry.open ? "" : "closed", "data-key": entry.key },
    el("td", { className: "clock" }, entry.code),
    el("th", { scope: "row" }, entry.name, " ", flags(entry)),
    el("td", {}, entry.numbers.join(" → ")),
    el("td", {}, entry.hours.join(" ") || words.always, !entry.open && el("span", { className: "tag" }, words.closed)),
    el("td", {}, duration(entry.ring_s)),
    el(
      "td",
      {},
      el("button", { type: "button", className: "plain edit", on: { click: () => edit(entry) } }, words.edit),
      " ",
      el("button", { type: "button", className: "plain remove", on: { click: () => remove(entry) } }, words.remove),
    ),
  );

async function showEntries() {
  const { items } = await api("GET", "/directory");
  const head = [words.code, words.name, words.numbers, words.hours, words.ring, ""];
  fill($("entries"), items.length ? table(head, items.map(row)) : el("p", { className: "quiet" }, text.telephone.no_directory));
}

async function showEdits() {
  const { items } = await api("GET", "/directory/edits?limit=20");
  fill(
    $("edits"),
    items.length
      ? items.map((one) => el("li", {}, el("span", { className: "quiet" }, `${dayAndTime(one.at)} ${one.username} `), `${words[one.what]} ${one.entry.name} `, el("span", { className: "quiet" }, one.entry.numbers.join(" → "))))
      : el("li", { className: "quiet" }, words.no_edits),
  );
}

// --- the form ---

function complain(message) {
  $("entry-error").textContent = message ?? "";
  $("entry-error").hidden = !message;
}

function edit(entry) {
  edited = entry?.key ?? null;
  const said = { key: "", name: "", ring_s: 30, code: "", ...entry, numbers: (entry?.numbers ?? []).join(" "), hours: (entry?.hours ?? []).join(" ") };
  for (const [field, id] of Object.entries(FIELDS)) $(id).value = said[field];
  for (const name of CHECKS) $(name).checked = Boolean(entry?.[name]);
  $("key").disabled = edited !== null;
  $("leave").hidden = edited === null;
  $("entry-title").textContent = edited === null ? words.add : `${words.edit} · ${entry.name}`;
  $("entry-says").textContent = "";
  complain(null);
  if (edited !== null) $("entry-name").focus();
}

const said = () => ({
  name: $("entry-name").value.trim(),
  numbers: split($("numbers").value),
  hours: split($("hours").value),
  ring_s: Number($("ring_s").value),
  code: $("code").value || null,
  emergency: $("emergency").checked,
  note_required: $("note_required").checked,
});

/** One edit, and then everything as it stands. */
async function done(work) {
  complain(null);
  try {
    await work();
  } catch (error) {
    return complain(error.status === 409 ? words.taken : error.status === undefined ? text.login.unreachable : `${words.refused} ${error.message}`);
  }
  edit(null);
  $("entry-says").textContent = text.ticket.saved;
  await Promise.all([showEntries(), showEdits()]).catch(failed);
}

function save(event) {
  event.preventDefault();
  return done(() => (edited === null ? api("POST", "/directory", { key: $("key").value, ...said() }) : api("PATCH", path(edited), said())));
}

const remove = (entry) => confirm(`${words.remove} ${entry.name}?`) && done(() => api("DELETE", path(entry.key)));

// --- which of them pick up ---

const percent = (rate) => (rate === null ? text.wall.unknown : `${(rate * 100).toFixed(0)}%`);
const whyNot = (reasons) =>
  Object.entries(reasons)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${words.reason[reason] ?? text.telephone.reason[reason] ?? reason} ${count}`)
    .join(text.telephone.comma);

/** The figures of several days or months as one: targets by the sum of their transfers. */
function together(items) {
  const sums = new Map();
  for (const one of items) {
    const sum = sums.get(one.target) ?? { ...one, transfers: 0, answered: 0, waited_s: 0, worst_answer_s: null, reasons: {} };
    sum.transfers += one.transfers;
    sum.answered += one.answered;
    sum.waited_s += one.answered * (one.mean_answer_s ?? 0);
    if (one.worst_answer_s !== null) sum.worst_answer_s = Math.max(one.worst_answer_s, sum.worst_answer_s ?? 0);
    for (const [reason, count] of Object.entries(one.reasons)) sum.reasons[reason] = (sum.reasons[reason] ?? 0) + count;
    sums.set(one.target, sum);
  }
  return [...sums.values()].sort((one, other) => one.answered / one.transfers - other.answered / other.transfers);
}

const figure = (one) =>
  el(
    "tr",
    { "data-target": one.target },
    el("th", { scope: "row" }, one.target ? one.name : words.other_numbers),
    el("td", {}, String(one.transfers)),
    el("td", { className: "bar" }, el("meter", { min: 0, max: 1, low: 0.6, high: 0.9, optimum: 1, value: one.answered / one.transfers }), ` ${percent(one.answered / one.transfers)}`),
    el("td", {}, one.answered ? duration(one.waited_s / one.answered) : text.wall.unknown),
    el("td", {}, duration(one.worst_answer_s)),
    el("td", { className: "quiet" }, whyNot(one.reasons)),
  );

async function showReport() {
  const [since, until] = [$("since").value, $("until").value];
  if (!since || !until || until < since) return;
  const after = new Date(Date.parse(until) + DAY_MS).toISOString().slice(0, 10);
  const { items } = await api("GET", `/figures/transfers?from=${since}&to=${after}&by=month`);
  const head = [words.name, words.transfers, words.success_rate, words.mean_answer, words.worst_answer, words.why_not];
  fill($("report"), items.length ? table(head, together(items).map(figure)) : el("p", { className: "quiet" }, words.no_transfers));
}

await enter(supervises); // it is for those who may edit
$("logout").addEventListener("click", logOut);
stay();
$("entry").addEventListener("submit", save);
$("leave").addEventListener("click", () => edit(null));
for (const id of ["since", "until"]) $(id).addEventListener("change", () => showReport().catch(failed));
const today = centreMinute((await api("GET", "/wall").catch(() => ({}))).at, 0).slice(0, 10);
$("since").value = `${today.slice(0, 8)}01`;
$("until").value = today;
await Promise.all([showEntries(), showEdits(), showReport()]).catch(failed);
