import { $, api, banner, clock, dayAndTime, duration, el, fill, growing, leave, listen, logOut, text, token } from "./common.js";

const words = text.agent;
let me = null;
let call = null; // the last call that came to this phone
let caller = null;
let ticket = null; // the ticket in the form, as the server has it
let dirty = false;

const failed = (error) => banner(`${text.connection.failed}: ${error.message}`);

// --- state ---

function showState(state) {
  $("state").textContent = text.state[state.state] + (state.reason ? ` · ${text.hold[state.reason] ?? state.reason}` : "");
  $("state").className = `state ${state.state}`;
  fill($("state-for"), state.since ? growing(state.since) : "");
  for (const wish of ["ready", "paused", "offline"]) $(wish).setAttribute("aria-pressed", String(state.wish === wish));
}

async function wish(state) {
  const body = state === "paused" ? { state, reason: $("reason").value } : { state };
  for (const id of ["ready", "paused", "offline"]) $(id).disabled = true;
  try {
    await api("PUT", "/agents/me/state", body);
    me = await api("GET", "/agents/me");
    showState(me);
  } catch (error) {
    failed(error);
  } finally {
    for (const id of ["ready", "paused", "offline"]) $(id).disabled = me.extension === null;
  }
}

// --- the call ---

const alive = () => call !== null && call.state !== "ended";
const ringing = () => alive() && !call.legs.some((leg) => leg.agent === me.username && leg.answered_at);

function callState() {
  if (!alive()) return words.ended;
  return ringing() ? words.ringing : words[call.state];
}

function showCall() {
  document.title = ringing() ? `☎ ${call.caller}` : `${text.title.agent}`;
  $("call").className = `card call ${!call ? "idle" : ringing() ? "ringing" : call.state}`;
  if (!call) {
    fill($("call"), el("h2", {}, words.waiting_for_call), el("p", { className: "quiet" }, words.no_call));
    return;
  }
  const length = alive() ? growing(call.answered_at ?? call.started_at) : duration(call.talk_s);
  const duty = caller?.open_callback;
  fill(
    $("call"),
    el("h2", {}, callState(), " ", length),
    el("p", { className: "number" }, call.caller || words.hidden_number),
    el("p", { className: "quiet" }, `${words.queue} ${call.queue ?? ""} · ${call.called} · ${words.waited} ${duration(call.wait_s ?? null)}`),
    duty && el("p", { className: "duty" }, `↩ ${words.open_callback} ${dayAndTime(duty.missed_at)} · ${duty.calls.length} ${words.missed_calls}`),
    caller && earlierCalls().length === 0 && el("p", { className: "first" }, words.first_call),
  );
}

// --- the caller's history ---

const earlierTickets = () => caller.tickets.filter((one) => one.call !== call?.id);
const earlierCalls = () => caller.calls.filter((one) => one.id !== call?.id);
const outcome = (one) => text.call[one.outcome ?? "live"];

function showHistory() {
  const section = $("history");
  section.hidden = caller === null;
  if (!caller) return;
  const tickets = earlierTickets().map((one) =>
    el(
      "li",
      { className: one.status },
      el("button", { className: "plain", on: { click: () => openTicket(one.number) } }, one.number),
      el("span", { className: "tag" }, text.category[one.category]),
      el("span", { className: "subject" }, one.subject || "…"),
      el("span", { className: "quiet" }, `${text.ticket[one.status]} · ${dayAndTime(one.created_at)} · ${one.agent ?? ""}`),
    ),
  );
  const calls = earlierCalls().map((one) =>
    el("li", { className: one.outcome ?? "" }, dayAndTime(one.started_at), el("span", { className: "tag" }, outcome(one)), el("span", { className: "quiet" }, `${duration(one.talk_s)} ${one.agent ?? ""}`)),
  );
  fill(
    section,
    el("h2", {}, words.history),
    tickets.length || calls.length ? null : el("p", { className: "quiet" }, words.nothing_earlier),
    tickets.length ? el("h3", {}, words.earlier_tickets) : null,
    el("ul", { className: "tickets" }, tickets),
    calls.length ? el("h3", {}, words.earlier_calls) : null,
    el("ul", { className: "calls" }, calls),
  );
}

// --- the ticket ---

/** What the form says that the server does not know yet. */
function edits() {
  const said = { category: $("category").value, subject: $("subject").value, content: $("content").value };
  return Object.fromEntries(Object.entries(said).filter(([field, value]) => value !== ticket[field]));
}

async function save(extra = {}) {
  const changes = { ...edits(), ...extra };
  if (Object.keys(changes).length === 0) return;
  ticket = await api("PATCH", `/tickets/${ticket.number}`, changes);
  dirty = false;
  showTicket();
}

async function openTicket(number) {
  try {
    if (ticket && dirty) await save();
    ticket = await api("GET", `/tickets/${number}`);
    showTicket();
  } catch (error) {
    failed(error);
  }
}

async function addNote() {
  const note = $("note").value.trim();
  if (!note) return;
  await api("POST", `/tickets/${ticket.number}/notes`, { text: note });
  if (dirty) await save();
  ticket = await api("GET", `/tickets/${ticket.number}`);
  showTicket();
}

const guarded = (work) => () => work().catch(failed);

function touched() {
  dirty = true;
  $("saved").textContent = text.ticket.unsaved;
}

function tabs() {
  const own = call?.ticket;
  const open = caller?.open_ticket?.number;
  const tab = (number, label) =>
    el("button", { className: number === ticket.number ? "tab on" : "tab", on: { click: () => openTicket(number) } }, `${label} ${number}`);
  const named = [];
  if (open && open !== own) named.push(tab(open, text.ticket.open_case));
  if (own) named.push(tab(own, text.ticket.this_call));
  if (ticket.number !== own && ticket.number !== open) named.push(tab(ticket.number, text.ticket.ticket));
  return el("div", { className: "tabs" }, named);
}

function showTicket() {
  const section = $("ticket");
  if (!ticket) {
    fill(section, el("h2", {}, text.ticket.ticket), el("p", { className: "quiet" }, text.ticket.none));
    return;
  }
  dirty = false;
  const closed = ticket.status === "closed";
  const options = Object.entries(text.category).map(([key, label]) => el("option", { value: key, selected: key === ticket.category }, label));
  fill(
    section,
    tabs(),
    el(
      "div",
      { className: "row" },
      el("label", {}, text.ticket.category, el("select", { id: "category", on: { change: touched } }, options)),
      el("label", { className: "wide" }, text.ticket.subject, el("input", { id: "subject", value: ticket.subject, maxLength: 200, on: { input: touched } })),
    ),
    el("label", {}, text.ticket.content, el("textarea", { id: "content", value: ticket.content, maxLength: 20000, rows: 6, on: { input: touched } })),
    el(
      "div",
      { className: "row actions" },
      el("button", { className: "primary", on: { click: guarded(save) } }, text.ticket.save),
      el("button", { on: { click: guarded(() => save({ status: closed ? "open" : "closed" })) } }, closed ? text.ticket.reopen : text.ticket.close),
      el("span", { id: "saved", className: "quiet", role: "status" }, `${text.ticket[ticket.status]} · ${text.ticket.saved} ${clock(ticket.updated_at)}`),
    ),
    el("h3", {}, text.ticket.notes),
    el("ul", { className: "notes" }, ticket.notes.map((note) => el("li", {}, el("span", { className: "quiet" }, `${dayAndTime(note.at)} ${note.author}`), el("p", {}, note.text)))),
    el(
      "div",
      { className: "row" },
      el("textarea", { id: "note", rows: 2, maxLength: 5000, placeholder: text.ticket.note_placeholder, "aria-label": text.ticket.notes }),
      el("button", { on: { click: guarded(addNote) } }, text.ticket.add_note),
    ),
  );
}

// --- what comes ---

/** A new call on the phone: what was being written is kept first. */
async function pop(frame) {
  if (ticket && dirty) await save().catch(failed);
  call = frame.call;
  caller = frame.caller;
  ticket = caller.open_ticket ?? (call.ticket ? await api("GET", `/tickets/${call.ticket}`) : null);
  showCall();
  showHistory();
  showTicket();
}

async function heard(frame) {
  if (frame.type === "agent.state") return showState((me = { ...me, ...frame }));
  if (frame.type === "call.ringing") return pop(frame);
  if (frame.type.startsWith("call.") && frame.call.id === call?.id) {
    call = frame.call;
    showCall();
  }
  if (frame.type === "call.ended") await showRecent();
}

async function showRecent() {
  const { items } = await api("GET", `/calls?limit=15&agent=${encodeURIComponent(me.username)}`);
  const head = ["time", "number", "outcome", "duration"].map((name) => el("th", { scope: "col" }, text.call[name]));
  const rows = items.map((one) =>
    el(
      "tr",
      {},
      el("td", {}, dayAndTime(one.started_at)),
      el("td", {}, (one.direction === "inbound" ? one.caller : one.called) || words.hidden_number),
      el("td", {}, outcome(one)),
      el("td", {}, duration(one.talk_s)),
      el("td", {}, one.ticket ? el("button", { className: "plain", on: { click: () => openTicket(one.ticket) } }, one.ticket) : ""),
    ),
  );
  fill(
    $("recent"),
    el("h2", {}, words.recent),
    rows.length ? el("table", {}, el("thead", {}, el("tr", {}, head, el("th", { scope: "col" }, text.ticket.ticket))), el("tbody", {}, rows)) : el("p", { className: "quiet" }, words.no_recent),
  );
}

/** After a reload the call that is on the phone is on the screen again. */
async function takeUp() {
  me = await api("GET", "/agents/me");
  showState(me);
  if (me.call && me.call !== call?.id) {
    const found = await api("GET", `/calls/${encodeURIComponent(me.call)}`);
    await pop({ call: found, caller: await api("GET", `/callers/${encodeURIComponent(found.caller || "anonymous")}`) });
  } else if (call && !me.call && alive()) {
    call = await api("GET", `/calls/${encodeURIComponent(call.id)}`);
    showCall();
  }
  await showRecent();
}

// One thing after the other, frames and buttons: an older answer never comes to stand over a newer one.
let turn = Promise.resolve();
const inTurn = (work) => (turn = turn.then(work).catch(failed));

if (!token.get()) leave();
me = await api("GET", "/agents/me");
$("name").textContent = me.name;
$("extension").textContent = me.extension ?? "";
$("to-wall").hidden = !["supervisor", "admin"].includes(me.role);
$("logout").addEventListener("click", async () => {
  if (ticket && dirty) await save().catch(() => null);
  await logOut();
});
for (const state of ["ready", "paused", "offline"]) {
  $(state).addEventListener("click", () => inTurn(() => wish(state)));
  $(state).disabled = me.extension === null;
}
if (me.extension === null) banner(words.no_phone);
showState(me);
showCall();
showHistory();
showTicket();
listen(
  ["me"],
  (frame) => inTurn(() => heard(frame)),
  (open) => {
    banner(open ? (me.extension === null ? words.no_phone : null) : text.connection.lost);
    if (open) inTurn(takeUp);
  },
);
