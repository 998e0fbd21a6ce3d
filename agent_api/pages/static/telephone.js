// 电话: hold, hang up, the one-key transfer and what becomes of it, dialling out.
// Commands leave at once; what comes of them is told by events, so an answer is never taken for the state.

import { $, api, clock, duration, el, fill, growing, text } from "./common.js";

const words = text.telephone;
const OPEN = ["dialling", "talking"]; // in the order in which a transfer goes through them
const REST_MS = 600; // the second click of a double one is no second wish
const UNBEGUN_MS = 16_000; // a transfer that nothing was seen of for so long did not begin
const UNRUNG_MS = 20_000; // a call whose pop has not come by then
const MANY = 9; // entries of the directory that need no filter

const isOpen = (one) => OPEN.includes(one.state);
const isBlind = (one) => one.mode === "blind";
const nameOf = (one) => one.name || one.target;
const failedAt = ({ number, reason }) => `${number} ${words.reason[reason] ?? reason}`;

/** How far a transfer has come: an older account of it never stands over a newer one. */
const progress = (one) => (isOpen(one) ? OPEN.indexOf(one.state) : OPEN.length) * 100 + one.tried.length;

/** How a transfer ended, in words. */
function ending(one) {
  if (one.state === "completed") return words.ended.completed;
  const why = words.reason[one.reason] ?? one.reason;
  return [why, words.ended[one.state]].filter(Boolean).join(words.comma);
}

/** A transfer as it stands with its ticket: one small line. */
export const transferLine = (one) =>
  el(
    "li",
    { className: `transfer ${one.state}` },
    el("span", { className: "clock quiet" }, clock(one.created_at)),
    el("b", {}, nameOf(one)),
    el("span", { className: "tag" }, words.mode[one.mode]),
    el("span", {}, isOpen(one) ? words[one.state] : ending(one)),
    one.answered_by && el("span", { className: "quiet" }, ` · ${words.answered_by.replace("{number}", one.answered_by).replace("{s}", duration(one.wait_s))}`),
    one.tried.length > 0 && el("span", { className: "quiet" }, ` · ${one.tried.map(failedAt).join(words.comma)}`),
  );

/** The telephone's part of the page. What it needs of the rest comes as functions: `inTurn(work)`, `current()` the call on
 *  the screen, `myLeg()` the agent's living part in it, `readCall()` and `readTicket()` ask for it and
 *  for the ticket in the form again, `openTicket()` the number of the
 *  ticket in the form, `showTransfers()`. */
export function telephone({ inTurn, current, myLeg, readCall, readTicket, openTicket, showTransfers }) {
  const known = new Map(); // transfers by id, the furthest account of each
  let directory = [];
  let waiting = null; // the transfer that wants a note: target, mode
  let chosen = null; // the mode that the agent picked for this transfer
  let busy = false;
  let sent_at = 0;
  let dialled = null; // the call that was asked for and has not come yet: id, number
  let note = ""; // what is to be said that is no state of a call

  // --- what is known ---

  function learn(one, call) {
    const before = known.get(one.id);
    if (!before || progress(one) >= progress(before)) known.set(one.id, { ...one, call });
  }

  /** The transfers of a call, the first one first. */
  function transfersOf(call) {
    for (const one of call?.transfers ?? []) learn(one, call.id);
    return [...known.values()].filter((one) => one.call === call?.id).sort((a, b) => a.created_at.localeCompare(b.created_at));
  }

  const open = () => transfersOf(current()).find(isOpen);
  const inCall = () => Boolean(myLeg()?.answered_at) && ["talking", "held"].includes(current().state);
  const isPlaced = () => Boolean(myLeg()) && current().direction !== "inbound";

  /** The number that rings, or answered: those before it were tried in vain. */
  function numberOf(one) {
    const numbers = directory.find((entry) => entry.key === one.target)?.numbers ?? [one.name ? "" : one.target];
    return numbers[Math.min(one.tried.length, numbers.length - 1)];
  }

  // --- what is said ---

  function complain(message) {
    $("telephone-error").textContent = message ?? "";
    $("telephone-error").hidden = !message;
  }

  const hint = () => `${words.mode[chosen ?? "consult"]} · ${words.mode_hint[chosen ?? "consult"]}`;

  function saying() {
    const call = current();
    const under_way = open();
    if (under_way) return words.now[under_way.mode][under_way.state];
    if (inCall() && call.state === "held") return myLeg().on_hold ? words.phone_holds : words.is_held;
    if (note) return note;
    const last = transfersOf(call).at(-1);
    const is_told = last && (myLeg() || ["completed", "failed"].includes(last.state)); // who came back has gone again
    if (is_told) return `${nameOf(last)} · ${ending(last)}`;
    return inCall() ? hint() : ""; // never nothing in a call: the keys would jump with the next word
  }

  /** A refusal in words; `conflict` is what a 409 means here, `invalid` a 422. */
  function refusal(error, conflict, invalid) {
    if (error.status === undefined) return text.login.unreachable;
    if (error.status === 409) return conflict;
    if (error.status === 503) return words.no_answer;
    if (error.status === 403 || error.status === 404) return words.not_yours;
    if (error.status === 400 || error.status === 422) return invalid;
    return `${text.connection.failed}: ${error.message}`;
  }

  // --- the card ---

  const wantsNote = (entry) => Boolean(entry?.note_required && !entry.emergency);
  const modeFor = (entry) => chosen ?? (entry?.emergency ? "three_way" : "consult");

  function showModes() {
    for (const one of document.getElementsByName("mode")) one.checked = one.value === (chosen ?? "consult");
    for (const key of document.querySelectorAll("#keys button"))
      key.querySelector(".by").textContent = words.mode[modeFor(directory.find((entry) => entry.key === key.dataset.key))];
  }

  const oneKey = (entry) =>
    el(
      "button",
      { type: "button", className: entry.emergency ? "key emergency" : "key", "data-key": entry.key, disabled: !entry.open, on: { click: () => transferTo(entry.key, modeFor(entry)) } },
      el("b", {}, entry.name, entry.emergency && [" ", el("span", { className: "tag urgent" }, words.emergency)]),
      el("span", { className: "quiet" }, entry.open ? `${entry.numbers[0]} · ` : `${words.closed} ${entry.hours.join(" ")} · `, el("span", { className: "by" }), wantsNote(entry) ? "" : ` · ⌨${entry.code}`),
    );

  function showKeys() {
    fill($("keys"), directory.length ? directory.map(oneKey) : el("p", { className: "quiet" }, words.no_directory));
    $("keys").classList.toggle("many", directory.length > MANY);
    showModes();
  }

  /** While somebody writes a number or a name, the keys that do not fit it stand aside. */
  function filter() {
    const wanted = $("transfer-number").value.trim().toLowerCase();
    const fits = (entry) => [entry.key, entry.name, ...entry.numbers].some((one) => one.toLowerCase().includes(wanted));
    const fitting = directory.filter(fits);
    for (const key of document.querySelectorAll("#keys button"))
      key.hidden = fitting.length > 0 && !fitting.some((entry) => entry.key === key.dataset.key);
  }

  function showTransfer(one) {
    $("transfer").hidden = !one;
    if (!one) return;
    $("transfer").className = `transfer ${one.state}`;
    $("complete").hidden = $("take-back").hidden = isBlind(one) || !inCall();
    $("complete").disabled = one.state !== "talking";
    fill(
      $("transfer-about"),
      el("p", {}, el("span", { className: "tag" }, words.mode[one.mode]), el("b", {}, `${words[one.state]} `), growing(one.answered_at ?? one.created_at)),
      el("p", { className: "target" }, nameOf(one), numberOf(one) !== nameOf(one) && el("span", { className: "clock" }, ` ${numberOf(one)}`)),
      one.tried.map((tried) => el("p", { className: "quiet" }, failedAt(tried))),
    );
  }

  function show() {
    const under_way = open();
    const state = inCall() && !under_way ? current().state : "";
    const had_focus = $("telephone").contains(document.activeElement) && document.activeElement !== document.body;
    $("telephone").className = `card telephone ${inCall() ? "open" : ""}`;
    $("in-call").hidden = !inCall() && !isPlaced();
    $("hold").hidden = $("unhold").hidden = !inCall();
    $("hold").disabled = state !== "talking";
    $("unhold").disabled = state !== "held" || myLeg().on_hold; // what the phone holds only the phone gives back
    $("hang-up").disabled = Boolean(under_way); // then there are two ends to choose from
    showTransfer(under_way);
    $("transfer-form").hidden = !inCall() || Boolean(under_way);
    $("transfer-fields").disabled = state === "held";
    $("dial-form").hidden = Boolean(myLeg());
    showLink();
    const said = saying();
    if ($("telephone-says").textContent !== said) $("telephone-says").textContent = said;
    $("telephone-says").classList.toggle("hint", said === hint());
    if (had_focus && !isReachable(document.activeElement)) $("telephone-title").focus();
  }

  const isReachable = (element) => element !== document.body && element.checkVisibility() && !element.matches(":disabled");

  /** Which case an outgoing call goes with: the one in the form, unless the agent says otherwise. */
  function showLink() {
    const number = openTicket();
    $("dial-link").hidden = !number;
    $("dial-link-number").textContent = number ?? "";
  }

  // --- what the agent does ---

  /** One command at a time; gives its answer, or nothing when it was refused (`why` says so in words) or not sent. */
  async function send(path, body, why) {
    if (busy || Date.now() - sent_at < REST_MS) return null;
    busy = true;
    sent_at = Date.now();
    note = "";
    complain(null);
    $("telephone").setAttribute("aria-busy", "true");
    try {
      return (await api("POST", path, body)) ?? {};
    } catch (error) {
      await inTurn(() => refused(error, why));
      return null;
    } finally {
      busy = false;
      $("telephone").removeAttribute("aria-busy");
    }
  }

  async function refused(error, why) {
    if (error.status !== undefined) await readCall().catch(() => null); // it may not be what it was when the button was pressed
    complain(await why(error));
    show();
  }

  const about = (conflict) => (error) => refusal(error, conflict(), text.callback.check_fields);

  const callPath = (command) => `/calls/${encodeURIComponent(current().id)}/${command}`;
  const command = (name) => () => send(callPath(name), undefined, about(() => words.changed));

  function whyNoTransfer() {
    if (!inCall()) return words.changed;
    if (open()) return words.under_way;
    return current().state === "held" ? words.is_held : words.refused;
  }

  /** Some targets want to know what it is about: the first press asks, the second sends. */
  function isMissingNote(entry, wanted) {
    waiting = wantsNote(entry) && !$("transfer-note").value.trim() ? wanted : null;
    showNote();
    if (waiting) $("transfer-note").focus();
    return waiting !== null;
  }

  function showNote() {
    $("transfer-note").hidden = !waiting && !$("transfer-note").value;
    complain(waiting ? words.note_wanted : null);
  }

  async function transferTo(target, mode) {
    const call = current().id;
    const entry = directory.find((one) => one.key === target || one.numbers.includes(target));
    if (isMissingNote(entry, { target, mode })) return;
    const note = $("transfer-note").value.trim();
    const refused = (error) => refusal(error, entry?.open === false ? words.closed : whyNoTransfer(), words.bad_number);
    const begun = await send(callPath("transfers"), { target, mode, ...(note && { note }) }, refused);
    if (!begun) return;
    if (note) await readTicket().catch(() => null);
    await inTurn(() => {
      learn(begun, call);
      $("transfer-number").value = $("transfer-note").value = ""; // it was sent, or it found the key
      showNote();
      chosen = null;
      filter();
      showModes();
      moved();
    });
    setTimeout(() => inTurn(() => forgetUnbegun(begun.id, call)), UNBEGUN_MS);
  }

  /** Of what Asterisk never began no event tells. */
  async function forgetUnbegun(id, call) {
    if (current()?.id !== call || current().transfers.some((one) => one.id === id)) return;
    await readCall();
    if (current()?.id !== call || current().transfers.some((one) => one.id === id)) return;
    known.delete(id);
    complain(words.reason.not_begun);
    moved();
  }

  async function moveTransfer(name) {
    const one = open();
    if (!one) return;
    await send(`/transfers/${one.id}/${name}`, undefined, async (error) => {
      await readTransfer(one.id).catch(() => null);
      return refusal(error, known.get(one.id).state === "dialling" ? words.not_answered : words.changed, words.changed);
    });
  }

  async function dial(event) {
    event.preventDefault();
    const number = $("dial-number").value.trim();
    const ticket = $("dial-with-ticket").checked ? openTicket() : null;
    const placed = await send("/calls", { number, ticket }, whyNotDialled);
    if (!placed) return;
    await inTurn(() => {
      $("dial-number").value = "";
      if (current()?.id !== placed.id) awaitPop(placed);
      show();
      $("telephone-title").focus();
    });
  }

  function awaitPop({ id, number }) {
    dialled = id;
    note = `${number} · ${words.pick_up}`;
    setTimeout(() => inTurn(() => {
      if (dialled !== id) return;
      dialled = null;
      note = `${number} · ${words.not_rung}`;
      show();
    }), UNRUNG_MS);
  }

  async function whyNotDialled(error) {
    if (error.status !== 409) return refusal(error, "", words.bad_number);
    const { state, reason } = await api("GET", "/agents/me").catch(() => ({}));
    return state === "offline" && reason === "phone" ? words.phone_closed : words.dialling_already;
  }

  // --- what comes ---

  async function readTransfer(id) {
    const found = await api("GET", `/transfers/${encodeURIComponent(id)}`);
    learn(found, found.call);
  }

  /** The one-key targets, as they are open now. */
  async function takeUp() {
    directory = (await api("GET", "/directory")).items;
    showKeys();
    filter();
    show();
  }

  function moved() {
    show();
    showTransfers();
  }

  function submitTransfer(event) {
    event.preventDefault();
    const target = $("transfer-number").value.trim();
    if (waiting && !target) return transferTo(waiting.target, waiting.mode);
    return target ? transferTo(target, modeFor(null)) : $("transfer-number").focus();
  }

  $("hold").addEventListener("click", command("hold"));
  $("unhold").addEventListener("click", command("unhold"));
  $("hang-up").addEventListener("click", command("hangup"));
  $("complete").addEventListener("click", () => moveTransfer("complete"));
  $("take-back").addEventListener("click", () => moveTransfer("cancel"));
  $("transfer-form").addEventListener("submit", submitTransfer);
  $("transfer-number").addEventListener("input", filter);
  $("dial-form").addEventListener("submit", dial);
  for (const one of document.getElementsByName("mode"))
    one.addEventListener("click", () => {
      chosen = one.value;
      note = hint();
      showModes();
      show();
    });

  return {
    show,
    showLink,
    transfersOf,

    /** transfer.updated */
    async heard(frame) {
      await readTransfer(frame.transfer);
      moved();
    },

    /** A call came to this phone: what was said of the one before is over. */
    popped() {
      dialled = null;
      note = "";
      chosen = null;
      waiting = null;
      $("transfer-note").value = "";
      showNote();
      showModes();
      takeUp().catch(() => null);
    },

    takeUp,
  };
}
