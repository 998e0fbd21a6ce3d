/** The ticket in the form. It saves itself a moment after the last key; what cannot be saved stays a draft and is tried
 *  again. When a colleague changed the same field meanwhile, both texts are shown and the agent chooses. */
import { signal } from "@preact/signals";
import { api, statusOf } from "../../../api/client";
import type { Schemas, Ticket } from "../../../api/types";
import { me } from "../../../shell/session";
import { type Draft, drafts, FIELDS, type Field, keep, saved, type Values, written } from "./drafts";
import { failed } from "./turn";

type Patch = Schemas["TicketPatch"];

const QUIET_MS = 1200; // after the last key
const RETRY_MS = 4000;
const PUT_AWAY_MS = 1500; // the next ticket waits no longer for the last one's saving

/** As the server has it. */
export const ticket = signal<Ticket | null>(null);
/** What colleagues wrote into fields that were being written here, by ticket. */
export const conflicts = signal<ReadonlyMap<string, Values>>(new Map());
export const isSaving = signal(false);
/** Why the last saving did not succeed; null when it did. */
export const trouble = signal<"offline" | "refused" | null>(null);

let timer = 0;
const saving = new Map<string, Promise<void>>();

const draftOf = (number: string): Draft =>
  drafts.value.get(number) ?? { username: me.value?.username ?? "", fields: {}, before: {}, note: "" };

/** What stands in a field of the form. */
export const said = (field: Field): string =>
  (ticket.value && drafts.value.get(ticket.value.number)?.fields[field]) ?? ticket.value?.[field] ?? "";
export const saidNote = (): string => (ticket.value ? draftOf(ticket.value.number).note : "");

export function write(field: Field, value: string): void {
  const one = ticket.value;
  if (!one) return;
  keep(one.number, written(draftOf(one.number), one, field, value));
  later(QUIET_MS);
}

export function writeNote(note: string): void {
  if (ticket.value) keep(ticket.value.number, { ...draftOf(ticket.value.number), note });
}

/** Save all that is written, a moment from now. */
export function later(wait_ms: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void saveAll(), wait_ms);
}

/** Every draft that can be saved is saved: also those of tickets that are not in the form any more. */
export async function saveAll(): Promise<void> {
  clearTimeout(timer);
  await Promise.all([...drafts.value.keys()].map((number) => save(number).catch(() => null)));
  if (trouble.value === "offline") later(RETRY_MS);
}

/** What of a draft may be sent: not the fields that wait for the agent's choice. */
function sendable(number: string): { changes: Values; before: Values } {
  const { fields, before } = draftOf(number);
  const open = conflicts.value.get(number) ?? {};
  const names = FIELDS.filter((field) => fields[field] !== undefined && open[field] === undefined);
  const only = (values: Values): Values => Object.fromEntries(names.map((field) => [field, values[field]]));
  return { changes: only(fields), before: only(before) };
}

/** Save a ticket's draft, and `extra` with it. One saving of a ticket at a time. */
export async function save(number: string, extra: Pick<Patch, "status"> | null = null): Promise<void> {
  while (saving.has(number)) await saving.get(number)?.catch(() => null);
  const { changes, before } = sendable(number);
  if (!Object.keys(changes).length && !extra) return;
  const work = send(number, changes, { ...changes, ...extra, before } as Patch);
  saving.set(number, work);
  isSaving.value = true;
  try {
    await work;
    trouble.value = null;
  } catch (error) {
    trouble.value = statusOf(error) === undefined || (statusOf(error) ?? 0) >= 500 ? "offline" : "refused";
    throw error;
  } finally {
    saving.delete(number);
    isSaving.value = saving.size > 0;
  }
}

async function send(number: string, changes: Values, body: Patch): Promise<void> {
  try {
    const fresh = await api.patch("/tickets/{number}", { path: { number }, body });
    keep(number, saved(draftOf(number), changes));
    if (ticket.value?.number === number) ticket.value = fresh;
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
    await compare(number, changes);
  }
}

/** A colleague was faster: what they wrote stands beside what is written here. */
async function compare(number: string, changes: Values): Promise<void> {
  const fresh = await api.get("/tickets/{number}", { path: { number } });
  const draft = draftOf(number);
  const theirs: Values = { ...conflicts.value.get(number) };
  for (const field of FIELDS) {
    const mine = draft.fields[field];
    if (changes[field] === undefined || mine === undefined || fresh[field] === draft.before[field]) continue;
    if (fresh[field] !== mine) theirs[field] = fresh[field];
  }
  setConflict(number, theirs);
  const same = FIELDS.filter((field) => draft.fields[field] === fresh[field]);
  keep(number, saved(draft, Object.fromEntries(same.map((field) => [field, fresh[field]]))));
  if (ticket.value?.number === number) ticket.value = fresh;
}

function setConflict(number: string, theirs: Values): void {
  const all = new Map(conflicts.value);
  if (Object.keys(theirs).length) all.set(number, theirs);
  else all.delete(number);
  conflicts.value = all;
}

/** The agent's choice between their text and a colleague's: the value that stands from now on. */
export function settle(field: Field, value: string): void {
  const one = ticket.value;
  if (!one) return;
  const { [field]: _theirs, ...others } = conflicts.value.get(one.number) ?? {};
  setConflict(one.number, others);
  const draft = draftOf(one.number);
  const stood = { ...draft, before: { ...draft.before, [field]: one[field] } };
  keep(one.number, written(stood, one, field, value));
  later(0);
}

/** Before another ticket comes. */
async function putAway(): Promise<void> {
  const number = ticket.value?.number;
  if (!number) return;
  const work = save(number).catch(failed);
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, PUT_AWAY_MS))]);
  if (drafts.value.has(number)) later(RETRY_MS);
}

export async function openTicket(
  number: string | null | undefined,
  known: Ticket | null = null,
): Promise<void> {
  if (!number || number === ticket.value?.number) return;
  await putAway();
  ticket.value = known?.number === number ? known : await api.get("/tickets/{number}", { path: { number } });
  trouble.value = null;
}

/** Somebody else, or another form, wrote on this ticket; what is being written here stays. */
export async function readAgain(number: string | null | undefined): Promise<void> {
  if (!number || number !== ticket.value?.number) return;
  const fresh = await api.get("/tickets/{number}", { path: { number } });
  if (ticket.value?.number === number) ticket.value = fresh;
}

export async function addNote(): Promise<void> {
  const number = ticket.value?.number;
  const text = saidNote().trim();
  if (!number || !text) return;
  await api.post("/tickets/{number}/notes", { path: { number }, body: { text } });
  keep(number, { ...draftOf(number), note: "" });
  await save(number);
  await readAgain(number);
}
