import { $, api, banner, clock, dayAndTime, duration, el, enter, fill, growing, listen, logOut, supervises, takesCalls, text } from "./common.js";
import { advise, why } from "./advice.js";
import { callbackDesk } from "./callbacks.js";
import { offerBringBack, showSilence } from "./silence.js";
import { telephone, transferLine } from "./telephone.js";
import { changesOf } from "./ticket_history.js";

const words = text.agent;
const centre = document.querySelector(".mark").textContent;
let me = null;
let call = null; // the last call that came to this phone
let caller = null;
let recent = []; // this agent's last calls
let ticket = null; // the ticket in the form, as the server has it
const drafts = new Map(); // what was written and not saved, by ticket: no other ticket that comes takes it away

const failed = (error) => banner(`${text.connection.failed}: ${error.message}`);

// --- state ---

function showState(state) {
  $("state").textContent = text.state[state.state] + (state.reason ? ` · ${why(state)}` : "");
  $("state").className = `state ${state.state}`;
  advise(state);
  showSilence(state);
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

const lives = () => call !== null && call.state !== "ended";
const myLegs = () => call.legs.filter((leg) => leg.agent === me.username);
/** This agent's part in a call that lives, until they leave it: to others the citizen may still talk. */
const myLeg = () => (lives() ? myLegs().findLast((leg) => !leg.ended_at) : undefined);
const alive = () => myLeg() !== undefined;
const ringing = () => alive() && !myLeg().answered_at; // for the first time, or as a transfer came back
const placed = () => call.direction !== "inbound"; // by us: the agent's phone rings first, then the citizen's
const number = (one) => (one.direction === "inbound" ? one.caller : one.called);
const citizen = (one) => number(one) || words.hidden_number;

function callState() {
  if (!alive()) return lives() ? words.left : call.outcome === "failed" ? `${words.ended} · ${text.call.failed}` : words.ended;
  if (ringing()) return placed() ? words.dialling[myLeg().dialling ?? "agent"] : words.ringing;
  return words[call.state];
}

function showTitle() {
  document.title = ringing() ? `☎ ${citizen(call)}` : desk.title() ?? text.title.agent;
}

/** Which number was rung and where the call comes from, of a call or a ticket: what the agent must know to greet. */
function whence(one) {
  const badges = [
    one.origin && el("span", { className: "badge origin" }, words.from_desk.replace("{desk}", one.origin)),
    one.called_name && el("span", { className: "badge rung" }, `${centre} ← ${one.called} ${one.called_name}`),
    one.overflowed_to && el("span", { className: "badge" }, `${words.overflowed} ${one.queue} → ${one.overflowed_to}`),
  ].filter(Boolean);
  return badges.length ? el("p", { className: "whence" }, badges) : null;
}

/** What else there is to know of the call beside its number. */
function aboutCall() {
  if (placed()) return el("p", { className: "quiet" }, `${text.call[call.direction]} · ${ringing() && (myLeg().dialling ?? "agent") === "agent" ? words.then_citizen : words.rung_by_us}`);
  return el("p", { className: "quiet" }, `${words.queue} ${call.queue ?? ""} · ${call.called} · ${words.waited} ${duration(call.wait_s ?? null)}`);
}

function showCall() {
  showTitle();
  phone.show();
  $("call").className = `card call ${!alive() ? "idle" : ringing() ? "ringing" : call.state}`;
  if (!call) {
    fill($("call"), el("h2", {}, words.waiting_for_call), el("p", { className: "quiet" }, words.no_call));
    return;
  }
  const length = alive() ? growing(call.answered_at ?? call.started_at) : duration(lives() ? myLegs().at(-1)?.talk_s : call.talk_s);
  const duty = placed() ? null : caller?.open_callback;
  fill(
    $("call"),
    el("h2", {}, callState(), " ", length),
    whence(call),
    el("p", { className: "number" }, citizen(call)),
    aboutCall(),
    duty && el("p", { className: "duty" }, `↩ ${words.open_callback} ${dayAndTime(duty.missed_at)} · ${duty.calls.length} ${words.missed_calls}`),
    caller && !placed() && earlierCalls().length === 0 && el("p", { className: "first" }, words.first_call),
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
      el("button", { className: "plain", on: { click: guarded(() => openTicket(one.number)) } }, one.number),
      el("span", { className: "tag" }, text.category[one.category]),
      one.called_name && el("span", { className: "tag" }, one.called_name),
      el("span", { className: "subject" }, one.subject || "…"),
      el("span", { className: "quiet" }, [text.ticket[one.status], dayAndTime(one.created_at), one.agent].filter(Boolean).join(" · ")),
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

/** Remember what stands in the form and nowhere else. */
function keep() {
  const left = { ...edits(), ...($("note").value ? { note: $("note").value } : {}) };
  if (Object.keys(left).length) drafts.set(ticket.number, left);
  else drafts.delete(ticket.number);
}

async function save(extra = {}) {
  const changes = { ...edits(), ...extra };
  if (Object.keys(changes).length === 0) return;
  ticket = await api("PATCH", `/tickets/${ticket.number}`, changes);
  keep();
  showTicket();
}

/** Before another ticket comes: what cannot be saved now stays a draft. */
async function putAway() {
  if (!ticket) return;
  keep();
  await save().catch(failed);
}

async function openTicket(number, known = null) {
  if (!number || number === ticket?.number) return showTabs();
  await putAway();
  ticket = known?.number === number ? known : await api("GET", `/tickets/${number}`);
  showTicket();
}

async function addNote() {
  const note = $("note").value.trim();
  if (!note) return;
  await api("POST", `/tickets/${ticket.number}/notes`, { text: note });
  $("note").value = "";
  keep();
  await save();
  await readAgain(ticket.number);
}

/** Somebody else, or another form, wrote on this ticket; what is being written here stays. */
async function readAgain(number) {
  if (number !== ticket?.number) return;
  ticket = await api("GET", `/tickets/${number}`);
  showTicket();
}

function touched() {
  keep();
  $("saved").textContent = text.ticket.unsaved;
}

/** The tickets that belong to what is on the screen, each once: its number and what it is. */
function named() {
  const found = new Map();
  const name = (number, label) => number && !found.has(number) && found.set(number, label);
  const open = caller?.open_ticket?.number;
  if (open !== call?.ticket && open !== desk.ticket()) name(open, text.ticket.open_case);
  name(call?.ticket, call?.direction === "callback" ? text.ticket.missed_call : text.ticket.this_call);
  name(desk.ticket(), text.ticket.missed_call);
  for (const draft of drafts.keys()) name(draft, draft === ticket.number ? text.ticket.ticket : text.ticket.unsaved);
  name(ticket.number, text.ticket.ticket);
  return [...found];
}

function showTabs() {
  if (!ticket) return;
  const tab = ([number, label]) =>
    el("button", { className: number === ticket.number ? "tab on" : "tab", on: { click: guarded(() => openTicket(number)) } }, `${label} ${number}`);
  fill($("tabs"), named().map(tab));
}

function showTicket() {
  const section = $("ticket");
  if (!ticket) {
    fill(section, el("h2", {}, text.ticket.ticket), el("p", { className: "quiet" }, text.ticket.none));
    return;
  }
  const closed = ticket.status === "closed";
  const draft = drafts.get(ticket.number);
  const said = { note: "", ...ticket, ...draft };
  const options = Object.entries(text.category).map(([key, label]) => el("option", { value: key, selected: key === said.category }, label));
  const state = draft ? text.ticket.unsaved : `${text.ticket[ticket.status]} · ${text.ticket.saved} ${clock(ticket.updated_at)}`;
  fill(
    section,
    el("div", { id: "tabs", className: "tabs" }),
    whence(ticket),
    el(
      "div",
      { className: "row" },
      el("label", {}, text.ticket.category, el("select", { id: "category", on: { change: touched } }, options)),
      el("label", { className: "wide" }, text.ticket.subject, el("input", { id: "subject", value: said.subject, maxLength: 200, on: { input: touched } })),
    ),
    el("label", {}, text.ticket.content, el("textarea", { id: "content", value: said.content, maxLength: 20000, rows: 6, on: { input: touched } })),
    el(
      "div",
      { className: "row actions" },
      el("button", { className: "primary", on: { click: guarded(() => save()) } }, text.ticket.save),
      el("button", { on: { click: guarded(() => save({ status: closed ? "open" : "closed" })) } }, closed ? text.ticket.reopen : text.ticket.close),
      el("span", { id: "saved", className: "quiet", role: "status" }, state),
    ),
    el("ul", { id: "transfers", className: "transfers" }),
    el("h3", {}, text.ticket.notes),
    el("ul", { className: "notes" }, ticket.notes.map((note) => el("li", {}, el("span", { className: "quiet" }, `${dayAndTime(note.at)} ${note.author}`), el("p", {}, note.text)))),
    el(
      "div",
      { className: "row" },
      el("textarea", { id: "note", value: said.note, rows: 2, maxLength: 5000, placeholder: text.ticket.note_placeholder, "aria-label": text.ticket.notes, on: { input: touched } }),
      el("button", { on: { click: guarded(addNote) } }, text.ticket.add_note),
    ),
    changesOf(ticket.number),
  );
  showTabs();
  showTransfers();
  phone.showLink();
}

/** Where the ticket's calls were sent, as far as they are on this page. */
function showTransfers() {
  if (!ticket) return;
  const calls = new Map([...recent, ...(caller?.calls ?? []), ...(call ? [call] : [])].map((one) => [one.id, one]));
  const mine = [...calls.values()].filter((one) => one.ticket === ticket.number || one.id === ticket.call);
  const told = new Map([...ticket.transfers, ...mine.flatMap(phone.transfersOf)].map((one) => [one.id, one]));
  fill($("transfers"), [...told.values()].sort((a, b) => a.created_at.localeCompare(b.created_at)).map(transferLine));
}

// --- what comes ---

/** A new call on the phone: who it is, and the case to go on with. For a callback that is the case of the missed call, for
 *  a call that the agent dialled the one that they dialled it for. */
async function pop(frame) {
  call = frame.call;
  caller = frame.caller;
  phone.popped();
  showCall();
  showHistory();
  const open = call.origin ? null : caller.open_ticket; // a desk rings about somebody else each time
  await openTicket((placed() && call.ticket) || (open?.number ?? call.ticket), open).catch(failed);
}

/** Who is to be rung back, as a pop would show them, unless somebody is on the phone. */
function show(known) {
  if (alive()) return showTabs();
  caller = known;
  showHistory();
  showTabs();
}

const isWriting = () => drafts.size > 0 || $("ticket").contains(document.activeElement);

async function heard(frame) {
  if (frame.type === "agent.state") return showState((me = { ...me, ...frame }));
  if (frame.type.startsWith("callback.")) return desk.heard(frame);
  if (frame.type === "transfer.updated") return phone.heard(frame);
  if (frame.type === "call.ringing") await pop(frame);
  else if (frame.type.startsWith("call.") && frame.call.id === call?.id) {
    call = frame.call;
    showCall();
    showTransfers();
  }
  if (frame.type.startsWith("call.")) await desk.called(frame.call);
  if (frame.type === "call.ended") await showRecent();
}

async function showRecent() {
  ({ items: recent } = await api("GET", `/calls?limit=15&agent=${encodeURIComponent(me.username)}`));
  showTransfers();
  const head = ["time", "number", "outcome", "duration"].map((name) => el("th", { scope: "col" }, text.call[name]));
  const rows = recent.map((one) =>
    el(
      "tr",
      {},
      el("td", {}, dayAndTime(one.started_at)),
      el("td", {}, citizen(one)),
      el("td", {}, outcome(one)),
      el("td", {}, duration(one.talk_s)),
      el("td", {}, one.ticket ? el("button", { className: "plain", on: { click: guarded(() => openTicket(one.ticket)) } }, one.ticket) : ""),
    ),
  );
  fill(
    $("recent"),
    el("h2", {}, words.recent),
    rows.length ? el("table", {}, el("thead", {}, el("tr", {}, head, el("th", { scope: "col" }, text.ticket.ticket))), el("tbody", {}, rows)) : el("p", { className: "quiet" }, words.no_recent),
  );
}

/** The call on the screen as the server has it now. */
async function readCall() {
  if (!call) return;
  call = await api("GET", `/calls/${encodeURIComponent(call.id)}`);
  showCall();
  showTransfers();
}

/** After a reload the call that is on the phone is on the screen again. */
async function takeUp() {
  me = await api("GET", "/agents/me");
  showState(me);
  if (me.call && me.call !== call?.id) {
    const found = await api("GET", `/calls/${encodeURIComponent(me.call)}`);
    await pop({ call: found, caller: await api("GET", `/callers/${encodeURIComponent(number(found) || "anonymous")}`) });
  } else if (lives()) await readCall();
  if (me.extension !== null) {
    await phone.takeUp();
    await desk.takeUp(alive() ? call : null);
  }
  await showRecent();
}

// One thing after the other, frames and buttons: an older answer never comes to stand over a newer one.
let turn = Promise.resolve();
const inTurn = (work) => (turn = turn.then(work).catch(failed));
const guarded = (work) => () => inTurn(work);

me = await enter(takesCalls);
$("name").textContent = me.name;
$("extension").textContent = me.extension ?? "";
$("to-wall").hidden = !supervises(me);
$("logout").addEventListener("click", async () => {
  if (ticket) await save().catch(() => null);
  await logOut();
});
for (const state of ["ready", "paused", "offline"]) {
  $(state).addEventListener("click", () => inTurn(() => wish(state)));
  $(state).disabled = me.extension === null;
}
if (me.extension === null) banner(words.no_phone);
$("telephone").hidden = $("callback").hidden = $("mine").hidden = me.extension === null;
offerBringBack(() => me.call);
const phone = telephone({ inTurn, current: () => call, myLeg, readCall, readTicket: () => readAgain(ticket?.number), openTicket: () => ticket?.number ?? null, showTransfers });
const desk = callbackDesk({ username: me.username, inTurn, show, showTabs, openTicket, readAgain, isWriting, showTitle, isOnThePhone: alive });
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
