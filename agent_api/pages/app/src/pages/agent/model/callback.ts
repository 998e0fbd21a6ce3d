/** 回拨: the callback that this agent was given, what became of it, and what the agent says came of it. */
import { signal } from "@preact/signals";
import { api, statusOf } from "../../../api/client";
import type { Call, Callback, Offer, Schemas } from "../../../api/types";
import { dayAndTime } from "../../../lib/clock";
import { problemText } from "../../../ui/Toast";
import { uiWords } from "../../../ui/texts";
import { callbackOutcomeWords, callbackReasonWords } from "../../../words/callbacks";
import { words } from "../texts/callback";
import { words as deskWords } from "../texts/desk";
import { alive, call, isMine, showCaller } from "./call";
import { drafts } from "./drafts";
import { closeForm, type OutcomeForm, openForgotten, openForm, readCallback } from "./outcomes";
import { openTicket, readAgain } from "./ticket";

export type CallbackOutcome = Schemas["CallbackOutcome"];

const LISTED = 6; // of one's own, in the small table

/** The whole offer: offered, dialling, or reached while they talk. */
export const current = signal<Offer | null>(null);
export const says = signal("");
export const problem = signal<string | null>(null);
export const mine = signal<Callback[] | null>(null);

let last: Offer | null = null; // the one before: why it ended may come after its call's end

const say = (...parts: (string | undefined | null)[]): void => {
  says.value = parts.filter(Boolean).join(" · ");
};

/** A refusal in words; `conflict` is what a 409 means here. */
export function refusal(error: unknown, conflict: string): string {
  const status = statusOf(error);
  if (status === undefined) return uiWords().unreachable;
  const said: Record<number, string> = {
    409: conflict,
    403: words().gone,
    404: words().gone,
    400: words().check_fields,
    422: words().check_fields,
  };
  return said[status] ?? problemText(error);
}

const focusTitle = (): void => document.getElementById("callback-title")?.focus();

/** It is this agent's now, with all that is known of the citizen. */
function take(offer: Offer): void {
  const isNew = current.value?.id !== offer.id;
  current.value = offer;
  if (offer.status === "offered") say(words().offered);
  if (offer.status === "dialling") say(words().pick_up);
  if (offer.status === "reached") hasReached();
  if (isNew) showCaller(offer.caller);
}

function hasReached(): void {
  if (!current.value) return;
  say(words().talking);
  current.value = { ...current.value, status: "reached" };
  openForm(current.value);
}

/** It is not being worked on any more; `line` says why. */
function drop(...line: (string | undefined)[]): void {
  last = current.value ?? last;
  current.value = null;
  problem.value = null;
  say(...line);
}

const ended = (one: Offer, status: string, reason: string): (string | undefined)[] => [
  one.number,
  (callbackReasonWords() as Record<string, string>)[reason],
  (words().ended as Record<string, string>)[status],
];

/** What the server says of it: a bell that did not ring leaves nothing standing here. */
async function lookAgain(): Promise<string> {
  const one = current.value;
  if (!one) return "pending";
  const status = (await readCallback(one.id))?.status ?? "pending"; // others may have it now
  if (status === "reached") {
    openForm(one);
    drop(one.number, words().fill_in);
  } else if (!["offered", "dialling"].includes(status)) drop(...ended(one, status, ""));
  return status;
}

/** An offer as the server tells it of a callback that this agent has; after a talk began, put together from its parts. */
async function whole(view: Callback): Promise<Offer> {
  if (["offered", "dialling"].includes(view.status)) {
    const given = await api.post("/callbacks/next"); // who has one is given that one again
    if (given) return given;
  }
  const missed = await Promise.all(view.calls.map((id) => api.get("/calls/{id}", { path: { id } })));
  const caller = await api.get("/callers/{number}", { path: { number: view.number } });
  const ticket = missed[0]?.ticket ?? null;
  const shown = missed.map(({ id, ...one }) => ({ ...one, call: id }));
  return { offered_until: null, ...view, ticket, missed: shown, caller };
}

async function ownWith(status: "dialling" | "offered"): Promise<Callback | undefined> {
  const { items } = await api.get("/callbacks", { query: { status } });
  return items.find((one) => isMine(one.agent)); // supervisors see those of others too
}

export async function next(): Promise<void> {
  problem.value = null;
  try {
    const offer = await api.post("/callbacks/next");
    if (!offer) return say(words().none_due);
    take(offer);
    focusTitle(); // not the button that dials: a key held too long rings nobody
    await openTicket(offer.ticket);
  } catch (error) {
    problem.value = refusal(error, deskWords().no_phone);
  }
}

export async function accept(): Promise<void> {
  const one = current.value;
  if (one?.status !== "offered") return;
  problem.value = null;
  try {
    take(await api.post("/callbacks/{id}/accept", { path: { id: String(one.id) } }));
  } catch (error) {
    const conflict = statusOf(error) === 409 ? await whyNot() : "";
    problem.value = refusal(error, conflict);
    return;
  }
  await openTicket(one.ticket);
  await readMine();
}

/** Of the reasons for which an offer cannot be accepted, the one that holds. */
async function whyNot(): Promise<string> {
  if ((await lookAgain()) !== "offered") return words().gone;
  const { state, reason } = await api.get("/agents/me");
  return state === "offline" && reason === "phone" ? words().phone_closed : words().not_now;
}

export async function decline(): Promise<void> {
  const one = current.value;
  if (one?.status !== "offered") return;
  problem.value = null;
  try {
    await api.post("/callbacks/{id}/decline", { path: { id: String(one.id) } });
    drop(one.number, words().declined);
  } catch (error) {
    if ((await lookAgain()) === "offered") problem.value = refusal(error, words().gone);
  }
  await readMine();
}

/** What came of one; gives what is wrong in words, or null when it is recorded. */
export async function record(
  form: OutcomeForm,
  { outcome, note, next_at }: { outcome: CallbackOutcome; note: string; next_at: string },
): Promise<string | null> {
  const body = { outcome, note, ...(outcome === "later" && { next_at }) };
  try {
    const given = await api.post("/callbacks/{id}/outcome", { path: { id: String(form.id) }, body });
    const again =
      given.status === "pending" ? `${words().again_at} ${dayAndTime(given.next_at)}` : words().recorded;
    say(form.number, callbackOutcomeWords()[outcome], again);
  } catch (error) {
    return refusal(error, words().not_reached_now);
  }
  await close(form.id);
  if (note.trim()) await readAgain(form.ticket);
  return null;
}

export async function close(id: number): Promise<void> {
  closeForm(id);
  focusTitle();
  await readMine();
}

export async function readMine(): Promise<void> {
  const { items } = await api.get("/callbacks");
  mine.value = items.filter((one) => isMine(one.agent)).slice(0, LISTED);
}

async function follow(moved: Call): Promise<void> {
  const isCurrent = moved.callback === current.value?.id;
  if (moved.state === "ended") {
    if (isCurrent) await lookAgain();
    return;
  }
  if (!isCurrent) {
    const found = await readCallback(moved.callback ?? 0); // it was taken without this page: by the system, or on another screen
    if (found) take(await whole(found));
    return;
  }
  if (moved.answered_at && current.value?.status !== "reached") hasReached();
  else if (current.value?.status === "offered") take({ ...current.value, status: "dialling" });
}

/** A call on this agent's phone has moved. */
export async function called(moved: Call): Promise<void> {
  if (moved.direction === "callback" && moved.callback !== null) await follow(moved);
}

const isWriting = (): boolean =>
  drafts.value.size > 0 || Boolean(document.getElementById("ticket")?.contains(document.activeElement));

export async function offered(offer: Offer): Promise<void> {
  take(offer);
  problem.value = null;
  if (!isWriting() && !alive()) await openTicket(offer.ticket);
}

export async function updated({ callback, status, reason }: Schemas["CallbackUpdated"]): Promise<void> {
  const one = current.value;
  if (callback === one?.id) {
    if (status !== "reached") drop(...ended(one, status, reason));
    else if (one.status === "dialling") hasReached();
    else if (one.status === "offered") {
      openForm(one); // by a call of the agent's own
      drop(one.number, words().ended.reached);
    }
  } else if (callback === last?.id && one === null) say(...ended(last, status, reason));
  await readMine();
}

/** After a reload or a lost connection: what the agent has now. */
export async function takeUp(): Promise<void> {
  const onPhone = alive() && call.value?.direction === "callback" ? call.value.callback : null;
  const found =
    (await ownWith("dialling")) ??
    (await ownWith("offered")) ??
    (onPhone !== null ? await readCallback(onPhone) : null);
  if (found && (found.id !== current.value?.id || found.status !== current.value.status))
    take(await whole(found));
  else if (!found && current.value) await lookAgain();
  await openForgotten();
  await readMine();
}
