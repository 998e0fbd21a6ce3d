// 回拨: the callback that this agent was given, what became of it, and what the agent says came of it.

import { $, api, centreMinute, dayAndTime, duration, el, fill, shrinking, text } from "./common.js";

const words = text.callback;
const UNRECORDED = "hotline-unrecorded"; // ids in this tab's storage: a reload brings their forms back
const LISTED = 6; // of one's own, in the small table
const OUTCOMES = ["reached", "wrong_number", "refuses", "voicemail", "later"]; // the usual one first
const SHOWN = 4; // missed calls of one citizen, the latest

const unrecorded = () => JSON.parse(sessionStorage.getItem(UNRECORDED) ?? "[]");
const forget = (id) => sessionStorage.setItem(UNRECORDED, JSON.stringify(unrecorded().filter((one) => one !== id)));
function remember(id) {
  forget(id);
  sessionStorage.setItem(UNRECORDED, JSON.stringify([...unrecorded(), id]));
}

/** The desk's part of the page. What it needs of the rest comes as functions:
 *  `inTurn(work)`, `show(caller)`, `showTabs()`, `openTicket(number)`, `readAgain(ticket)`, `isWriting()`, `isOnThePhone()`, `showTitle()`. */
export function callbackDesk({ username, inTurn, show, showTabs, openTicket, readAgain, isWriting, isOnThePhone, showTitle }) {
  let current = null; // the whole offer: offered, dialling, or reached while they talk
  let last = null; // the one before: why it ended may come after its call's end
  let shown = ""; // what stands in the card

  // --- what is said ---

  const say = (...parts) => ($("callback-says").textContent = parts.filter(Boolean).join(" · "));

  function complain(message, place = $("callback-error")) {
    place.textContent = message ?? "";
    place.hidden = !message;
  }

  /** A refusal in words; `conflict` is what a 409 means here. */
  function refusal(error, conflict) {
    if (error.status === undefined) return text.login.unreachable;
    if (error.status === 409) return conflict;
    if (error.status === 403 || error.status === 404) return words.gone;
    if (error.status === 400 || error.status === 422) return words.check_fields;
    return `${text.connection.failed}: ${error.message}`;
  }

  // --- the card ---

  const tag = (label, level) => el("span", { className: `tag ${level}` }, label);

  const missedCall = (call) =>
    el(
      "li",
      {},
      el("b", {}, dayAndTime(call.started_at)),
      ` · ${words.waited} ${duration(call.wait_s)} · ${words.missed_in[call.missed_in] ?? ""}`,
      call.called_name && el("span", { className: "tag" }, `${call.called} ${call.called_name}`),
      call.queue && el("span", { className: "quiet" }, ` · ${call.queue}`),
    );

  function whoAndWhy() {
    const missed = [...current.missed].reverse();
    const counted = [words.times.replace("{n}", missed.length), current.attempts ? words.attempts.replace("{n}", current.attempts) : words.first_try];
    const talks = current.status === "reached"; // then number and ticket stand large beside this card
    return [
      !talks && el("p", { className: "number" }, current.number),
      el("p", { className: "tags" }, current.urgent && tag(words.urgent, "urgent"), current.asked && tag(words.asked, "asked"), counted.map((label) => tag(label, ""))),
      el("ul", { className: "missed-calls" }, missed.slice(0, SHOWN).map(missedCall)),
      missed.length > SHOWN && el("p", { className: "quiet" }, words.earlier.replace("{n}", missed.length - SHOWN)),
      !talks && current.ticket && el("p", {}, `${text.ticket.missed_call} `, el("button", { className: "plain", on: { click: () => inTurn(() => openTicket(current.ticket)) } }, current.ticket)),
    ];
  }

  const choice = () => [
    el(
      "div",
      { className: "row actions" },
      el("button", { id: "accept-callback", className: "primary", on: { click: () => inTurn(accept) } }, words.accept),
      el("button", { id: "decline-callback", on: { click: () => inTurn(decline) } }, words.decline),
      current.offered_until && el("span", { className: "quiet" }, `${words.left} `, shrinking(current.offered_until)),
    ),
  ];

  function showDesk() {
    $("next-callback").hidden = current !== null;
    $("next-callback").disabled = isOnThePhone();
    const wanted = current ? `${current.id} ${current.status}` : "";
    if (wanted === shown) return;
    shown = wanted;
    const had_focus = $("offer").contains(document.activeElement);
    $("callback").className = `card callback ${current?.status ?? ""}`;
    fill($("offer"), current && [whoAndWhy(), current.status === "offered" && choice()]);
    if (had_focus) $("callback-title").focus();
    showTitle();
  }

  // --- what becomes of it ---

  /** It is this agent's now, with all that is known of the citizen. */
  async function take(offer) {
    const is_new = current?.id !== offer.id;
    current = offer;
    if (offer.status === "offered") say(words.offered);
    if (offer.status === "dialling") say(words.pick_up);
    if (offer.status === "reached") hasReached();
    showDesk();
    if (is_new) show(offer.caller);
  }

  function hasReached() {
    say(words.talking);
    current = { ...current, status: "reached" };
    openForm(current);
    showDesk();
  }

  /** It is not being worked on any more; `line` says why. */
  function drop(...line) {
    last = current ?? last;
    current = null;
    complain(null);
    say(...line);
    showDesk();
    showTabs();
  }

  const ended = (one, status, reason) => [one.number, words.reason[reason], words.ended[status]];

  /** A callback of this agent; null when it is theirs no more. */
  const read = (id) =>
    api("GET", `/callbacks/${id}`).catch((error) => {
      if (error.status !== 403 && error.status !== 404) throw error;
      return null;
    });

  /** What the server says of it: a bell that did not ring leaves nothing standing here. */
  async function lookAgain() {
    const found = (await read(current.id)) ?? { status: "pending" }; // others may have it now
    if (found.status === "reached") openForm(current);
    if (found.status === "reached") drop(current.number, words.fill_in);
    else if (!["offered", "dialling"].includes(found.status)) drop(...ended(current, found.status, ""));
    return found.status;
  }

  /** An offer as the server tells it of a callback that this agent has; after a talk began, put together from its parts. */
  async function whole(view) {
    if (["offered", "dialling"].includes(view.status)) {
      const mine = await api("POST", "/callbacks/next"); // who has one is given that one again
      if (mine) return mine;
    }
    const missed = await Promise.all(view.calls.map((id) => api("GET", `/calls/${encodeURIComponent(id)}`)));
    const caller = await api("GET", `/callers/${encodeURIComponent(view.number)}`);
    return { asked: false, urgent: false, offered_until: null, ...view, ticket: missed[0]?.ticket ?? null, missed, caller };
  }

  async function mine(status) {
    const { items } = await api("GET", `/callbacks?status=${status}`);
    return items.find((one) => one.agent === username); // supervisors see those of others too
  }

  // --- what the agent does ---

  async function next() {
    complain(null);
    try {
      const offer = await api("POST", "/callbacks/next");
      if (!offer) return say(words.none_due);
      await take(offer);
      $("callback-title").focus(); // not the button that dials: a key held too long rings nobody
      await openTicket(offer.ticket);
    } catch (error) {
      complain(refusal(error, text.agent.no_phone));
    }
  }

  async function accept() {
    if (current?.status !== "offered") return;
    complain(null);
    try {
      await take(await api("POST", `/callbacks/${current.id}/accept`));
    } catch (error) {
      return complain(refusal(error, error.status === 409 ? await whyNot() : ""));
    }
    await openTicket(current.ticket);
    await showMine();
  }

  /** Of the reasons for which an offer cannot be accepted, the one that holds. */
  async function whyNot() {
    if ((await lookAgain()) !== "offered") return words.gone;
    const { state, reason } = await api("GET", "/agents/me");
    return state === "offline" && reason === "phone" ? words.phone_closed : words.not_now;
  }

  async function decline() {
    if (current?.status !== "offered") return;
    complain(null);
    try {
      await api("POST", `/callbacks/${current.id}/decline`);
      drop(current.number, words.declined);
    } catch (error) {
      if ((await lookAgain()) === "offered") complain(refusal(error, words.gone));
    }
    await showMine();
  }

  // --- what came of it ---

  const radio = (value) => el("label", { className: "choice" }, el("input", { type: "radio", name: "outcome", value, checked: value === OUTCOMES[0] }), words.outcome[value]);

  /** A form of its own for each callback: the next one that comes takes nothing away. */
  function openForm(one) {
    const id = `outcome-${one.id}`;
    if ($(id)) return $(id);
    const soonest = centreMinute(one.missed_at, 0);
    const time = el("input", { type: "datetime-local", name: "next_at", min: soonest, value: centreMinute(one.missed_at, 60), disabled: true, required: true });
    const when = el("label", { hidden: true }, words.when, time);
    const note = el("textarea", { name: "note", rows: 2, maxLength: 5000, placeholder: words.note_placeholder });
    const error = el("p", { className: "error", role: "alert", hidden: true });
    const form = el("form", { id, className: "outcome", "aria-label": `${words.outcome_of} ${one.number}` });
    const turned = () => {
      time.disabled = form.elements.outcome.value !== "later";
      when.hidden = time.disabled;
    };
    const close = () => {
      form.remove();
      forget(one.id);
      $("callback-title").focus();
      return showMine();
    };
    const submit = async () => {
      complain(null, error);
      const outcome = form.elements.outcome.value;
      const body = { outcome, note: note.value, ...(outcome === "later" ? { next_at: time.value } : {}) };
      try {
        const given = await api("POST", `/callbacks/${one.id}/outcome`, body);
        say(one.number, words.outcome[outcome], given.status === "pending" ? `${words.again_at} ${dayAndTime(given.next_at)}` : words.recorded);
      } catch (refused) {
        return complain(refusal(refused, words.not_reached_now), error);
      }
      await close();
      if (note.value.trim()) await readAgain(one.ticket);
    };
    fill(
      form,
      el("h3", {}, `${words.outcome_of} · ${one.number}`),
      el("fieldset", { on: { change: turned } }, el("legend", {}, words.what_came), OUTCOMES.map(radio)),
      when,
      el("label", {}, words.note, note),
      error,
      el("div", { className: "row actions" }, el("button", { className: "primary" }, words.record), el("button", { type: "button", on: { click: close } }, words.not_now_record)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      return inTurn(submit);
    });
    $("outcomes").prepend(form);
    remember(one.id);
    return form;
  }

  async function openForgotten() {
    for (const id of unrecorded()) {
      if ($(`outcome-${id}`)) continue;
      const found = await read(id);
      if (found?.status === "reached") openForm(found);
      else forget(id);
    }
  }

  async function showMine() {
    const { items } = await api("GET", "/callbacks");
    const rows = items.filter((one) => one.agent === username).slice(0, LISTED);
    const record = (one) => el("button", { className: "plain", on: { click: () => openForm(one).querySelector("input").focus() } }, words.record_one);
    const row = (one) =>
      el("tr", { className: one.status }, el("td", {}, dayAndTime(one.missed_at)), el("td", {}, one.number), el("td", {}, words.status[one.status]), el("td", {}, one.status === "reached" && record(one)));
    const head = [words.missed_at, text.call.number, text.call.outcome].map((label) => el("th", { scope: "col" }, label));
    fill(
      $("mine"),
      el("h2", {}, words.mine),
      rows.length ? el("table", {}, el("thead", {}, el("tr", {}, head, el("th", { scope: "col" }, el("span", { className: "unseen" }, words.record_one)))), el("tbody", {}, rows.map(row))) : el("p", { className: "quiet" }, words.none_mine),
    );
  }

  // --- what comes ---

  async function follow(call) {
    const is_current = call.callback === current?.id;
    if (call.state === "ended") return is_current && lookAgain();
    if (!is_current) {
      const found = await read(call.callback); // it was taken without this page: by the system, or on another screen
      return found && take(await whole(found));
    }
    if (call.answered_at && current.status !== "reached") hasReached();
    else if (current.status === "offered") await take({ ...current, status: "dialling" });
  }

  async function offered(offer) {
    await take(offer);
    complain(null);
    if (!isWriting() && !isOnThePhone()) await openTicket(offer.ticket);
  }

  async function updated({ callback, status, reason }) {
    if (callback === current?.id) {
      if (status !== "reached") drop(...ended(current, status, reason));
      else if (current.status === "dialling") hasReached();
      else if (current.status === "offered") {
        openForm(current); // by a call of the agent's own
        drop(current.number, words.ended.reached);
      }
    } else if (callback === last?.id && current === null) say(...ended(last, status, reason));
    await showMine();
  }

  $("next-callback").addEventListener("click", () => inTurn(next));

  return {
    /** callback.offered and callback.updated. */
    heard: (frame) => (frame.type === "callback.offered" ? offered(frame.callback) : updated(frame)),

    /** A call on this agent's phone has moved. */
    async called(call) {
      if (call.direction === "callback" && call.callback !== null) await follow(call);
      showDesk();
    },

    /** After a reload or a lost connection: what the agent has now. `call` is what is on their phone, or null. */
    async takeUp(call) {
      const on_phone = call?.direction === "callback" && call.callback !== null;
      const found = (await mine("dialling")) ?? (await mine("offered")) ?? (on_phone ? await read(call.callback) : null);
      if (found && (found.id !== current?.id || found.status !== current.status)) await take(await whole(found));
      else if (!found && current) await lookAgain();
      await openForgotten();
      showDesk();
      await showMine();
    },

    /** The ticket of the callback on the card. */
    ticket: () => current?.ticket ?? null,

    /** What the window is called while an offer waits. */
    title: () => (current?.status === "offered" ? `↩ ${current.number}` : null),
  };
}
