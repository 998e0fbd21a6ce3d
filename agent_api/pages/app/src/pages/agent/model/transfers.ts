/** Transfers as far as this page knows them, by id: the furthest account of each. */
import { signal } from "@preact/signals";
import { api } from "../../../api/client";
import type { Call, Transfer } from "../../../api/types";
import { transferReasonWords } from "../../../words/transfers";
import { words } from "../texts/telephone";

export type Known = Transfer & { call: string };

const OPEN = ["dialling", "talking"] as const; // in the order in which a transfer goes through them
type Open = (typeof OPEN)[number];

export const known = signal<ReadonlyMap<string, Known>>(new Map());

export const isOpen = <One extends Transfer>(one: One): one is One & { state: Open } =>
  (OPEN as readonly string[]).includes(one.state);
export const isBlind = (one: Transfer): boolean => one.mode === "blind";
export const nameOf = (one: Transfer): string => one.name || one.target;
export const reasonText = (reason: string): string =>
  (transferReasonWords() as Record<string, string>)[reason] ?? reason;
export const failedAt = ({ number, reason }: { number: string; reason: string }): string =>
  `${number} ${reasonText(reason)}`;

/** How far a transfer has come: an older account of it never stands over a newer one. */
const progress = (one: Transfer): number =>
  (isOpen(one) ? OPEN.indexOf(one.state) : OPEN.length) * 100 + one.tried.length;

/** How a transfer ended, in words. */
export function ending(one: Transfer): string {
  const ended: Record<string, string> = words().ended;
  if (one.state === "completed") return words().ended.completed;
  return [reasonText(one.reason), ended[one.state]].filter(Boolean).join(words().comma);
}

export function learn(one: Transfer, call: string): void {
  const before = known.value.get(one.id);
  if (before && progress(one) < progress(before)) return;
  known.value = new Map(known.value).set(one.id, { ...one, call });
}

export function forget(id: string): void {
  const left = new Map(known.value);
  left.delete(id);
  known.value = left;
}

export async function readTransfer(id: string): Promise<void> {
  const found = await api.get("/transfers/{id}", { path: { id } });
  learn(found, found.call);
}

/** The transfers of a call, the first one first. */
export function transfersOf(call: Call | null): Known[] {
  if (!call) return [];
  const found = new Map<string, Known>();
  for (const one of call.transfers) found.set(one.id, { ...one, call: call.id });
  for (const one of known.value.values()) {
    const told = found.get(one.id);
    if (one.call === call.id && (!told || progress(one) >= progress(told))) found.set(one.id, one);
  }
  return [...found.values()].sort((a, b) => a.created_at.localeCompare(b.created_at));
}
