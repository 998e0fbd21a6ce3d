/** 电话: hold, hang up, the one-key transfer and what becomes of it, dialling out. Commands leave at once; what comes of
 *  them is told by events, so an answer is never taken for the state. */
import { signal } from "@preact/signals";
import { api, statusOf } from "../../../api/client";
import type { DirectoryEntry, Schemas } from "../../../api/types";
import { problemText } from "../../../ui/Toast";
import { uiWords } from "../../../ui/texts";
import { modeWords, transferReasonWords } from "../../../words/transfers";
import { words as callbackWords } from "../texts/callback";
import { words } from "../texts/telephone";
import { call, consulted, isMine, myLeg, readCall } from "./call";
import { isInside, readInside } from "./inside";
import { readAgain, ticket } from "./ticket";
import { ending, forget, isOpen, known, learn, nameOf, readTransfer, transfersOf } from "./transfers";
import { inTurn } from "./turn";

export type Mode = Schemas["TransferMode"];

const REST_MS = 600; // the second click of a double one is no second wish
const UNBEGUN_MS = 16_000; // a transfer that nothing was seen of for so long did not begin
const UNRUNG_MS = 20_000; // a call whose pop has not come by then

export const directory = signal<DirectoryEntry[]>([]);
/** The transfer that wants a note. */
export const waiting = signal<{ target: string; mode: Mode } | null>(null);
/** The mode that the agent picked for this transfer. */
export const chosen = signal<Mode | null>(null);
export const isBusy = signal(false);
export const problem = signal<string | null>(null);
/** What is to be said that is no state of a call. */
export const remark = signal("");
export const typedTarget = signal("");
export const typedNote = signal("");
export const typedNumber = signal("");

let sent_at = 0;
let dialled: string | null = null; // the call that was asked for and has not come yet

export const openTransfer = () =>
  transfersOf(call.value)
    .filter(isOpen)
    .find((one) => isMine(one.agent));
export const inCall = (): boolean =>
  Boolean(myLeg.value?.answered_at) && ["talking", "held"].includes(call.value?.state ?? "");
export const hint = (): string => {
  const mode = chosen.value ?? "consult";
  return `${modeWords()[mode]} · ${words().mode_hint[mode]}`;
};

function lastTransfer(): string {
  const last = transfersOf(call.value).at(-1);
  const isTold = last && (myLeg.value || ["completed", "failed"].includes(last.state)); // who came back has gone again
  if (last && isTold && isMine(last.agent)) return `${nameOf(last)} · ${ending(last)}`;
  return inCall() ? hint() : ""; // never nothing in a call: the keys would jump with the next word
}

export function saying(): string {
  if (consulted()) return words().consulted;
  const underWay = openTransfer();
  if (underWay) return words().now[underWay.mode as Mode][underWay.state];
  if (inCall() && call.value?.state === "held")
    return myLeg.value?.on_hold ? words().phone_holds : words().is_held;
  return remark.value || lastTransfer();
}

export const wantsNote = (entry: DirectoryEntry | undefined): boolean =>
  Boolean(entry?.note_required && !entry.emergency);
export const modeFor = (entry: DirectoryEntry | null): Mode =>
  chosen.value ?? (entry?.emergency ? "three_way" : "consult");

/** A refusal in words; `conflict` is what a 409 means here, `invalid` a 422. */
function refusal(error: unknown, conflict: string, invalid: string): string {
  const status = statusOf(error);
  if (status === undefined) return uiWords().unreachable;
  const said: Record<number, string> = {
    409: conflict,
    503: words().no_answer,
    403: words().not_yours,
    404: words().not_yours,
    400: invalid,
    422: invalid,
  };
  return said[status] ?? problemText(error);
}

type Why = (error: unknown) => string | Promise<string>;

/** One command at a time; gives its answer, or null when it was refused (`why` says so in words) or not sent. */
async function send<Given>(ask: () => Promise<Given>, why: Why): Promise<Given | null> {
  if (isBusy.value || Date.now() - sent_at < REST_MS) return null;
  isBusy.value = true;
  sent_at = Date.now();
  remark.value = "";
  problem.value = null;
  try {
    return await ask();
  } catch (error) {
    await inTurn(() => refused(error, why));
    return null;
  } finally {
    isBusy.value = false;
  }
}

async function refused(error: unknown, why: Why): Promise<void> {
  if (isInside.value) await readInside().catch(() => null); // their state may not be what it was
  if (statusOf(error) !== undefined) await readCall().catch(() => null); // it may not be what it was when the button was pressed
  problem.value = await why(error);
}

const changed: Why = (error) => refusal(error, words().changed, callbackWords().check_fields);
const onCall = () => ({ path: { id: call.value?.id ?? "" } });
export const hold = () => send(() => api.post("/calls/{id}/hold", onCall()), changed);
export const unhold = () => send(() => api.post("/calls/{id}/unhold", onCall()), changed);
export const hangUp = () => send(() => api.post("/calls/{id}/hangup", onCall()), changed);

function whyNoTransfer(): string {
  if (!inCall()) return words().changed;
  if (openTransfer()) return words().under_way;
  return call.value?.state === "held" ? words().is_held : words().refused;
}

/** Some targets want to know what it is about: the first press asks, the second sends. */
function isMissingNote(entry: DirectoryEntry | undefined, wanted: { target: string; mode: Mode }): boolean {
  waiting.value = wantsNote(entry) && !typedNote.value.trim() ? wanted : null;
  problem.value = waiting.value ? words().note_wanted : null;
  return waiting.value !== null;
}

export async function transferTo(target: string, mode: Mode): Promise<void> {
  const of = call.value?.id ?? "";
  const entry = directory.value.find((one) => one.key === target || one.numbers.includes(target));
  if (isMissingNote(entry, { target, mode })) return;
  const note = typedNote.value.trim();
  const conflict = (): string => (isInside.value && !openTransfer() ? words().not_free : whyNoTransfer());
  const why: Why = (error) =>
    refusal(error, entry?.open === false ? words().closed : conflict(), words().bad_number);
  const begun = await send(
    () => api.post("/calls/{id}/transfers", { ...onCall(), body: { target, mode, ...(note && { note }) } }),
    why,
  );
  if (!begun) return;
  if (note) await readAgain(ticket.value?.number).catch(() => null);
  await inTurn(() => {
    learn(begun, of);
    typedTarget.value = ""; // it was sent, or it found the key
    typedNote.value = "";
    chosen.value = null;
  });
  setTimeout(() => void inTurn(() => forgetUnbegun(begun.id, of)), UNBEGUN_MS);
}

/** Of what Asterisk never began no event tells. */
async function forgetUnbegun(id: string, of: string): Promise<void> {
  const isOver = (): boolean =>
    call.value?.id !== of || Boolean(call.value?.transfers.some((one) => one.id === id));
  if (isOver()) return;
  await readCall();
  if (isOver()) return;
  forget(id);
  problem.value = reasonNotBegun();
}

const reasonNotBegun = (): string => transferReasonWords().not_begun;

export async function moveTransfer(name: "complete" | "cancel"): Promise<void> {
  const id = openTransfer()?.id;
  if (!id) return;
  await send(
    () => api.post(`/transfers/{id}/${name}` as "/transfers/{id}/complete", { path: { id } }),
    async (error) => {
      await readTransfer(id).catch(() => null);
      const isDialling = known.value.get(id)?.state === "dialling";
      return refusal(error, isDialling ? words().not_answered : words().changed, words().changed);
    },
  );
}

export async function dial(withTicket: boolean): Promise<boolean> {
  const number = typedNumber.value.trim();
  const of = withTicket ? (ticket.value?.number ?? null) : null;
  const placed = await send(() => api.post("/calls", { body: { number, ticket: of } }), whyNotDialled);
  if (!placed) return false;
  await inTurn(() => {
    typedNumber.value = "";
    if (call.value?.id !== placed.id) awaitPop(placed.id, placed.number);
  });
  return true;
}

function awaitPop(id: string, number: string): void {
  dialled = id;
  remark.value = `${number} · ${words().pick_up}`;
  const giveUp = (): void => {
    if (dialled !== id) return;
    dialled = null;
    remark.value = `${number} · ${words().not_rung}`;
  };
  setTimeout(() => void inTurn(giveUp), UNRUNG_MS);
}

async function whyNotDialled(error: unknown): Promise<string> {
  if (statusOf(error) !== 409) return refusal(error, "", words().bad_number);
  const now = await api.get("/agents/me").catch(() => null);
  const isClosed = now?.state === "offline" && now.reason === "phone";
  return isClosed ? words().phone_closed : words().dialling_already;
}

/** The one-key targets, as they are open now. */
export async function readDirectory(): Promise<void> {
  directory.value = (await api.get("/directory")).items;
}

/** A call came to this phone: what was said of the one before is over. */
export function popped(): void {
  dialled = null;
  remark.value = "";
  chosen.value = null;
  waiting.value = null;
  typedNote.value = "";
  problem.value = null;
  isInside.value = false;
  readDirectory().catch(() => null);
}
