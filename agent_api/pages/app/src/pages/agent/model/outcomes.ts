/** Forms for what came of callbacks: one for each, so that the next one that comes takes nothing away. What is written into
 *  them stays in this browser's storage until it is recorded, so that neither a reload nor a closed tab loses it. */
import { signal } from "@preact/signals";
import { api, statusOf } from "../../../api/client";
import type { Callback, Schemas } from "../../../api/types";
import { me } from "../../../shell/session";

const PREFIX = "hotline-outcome:";

interface Written {
  username: string;
  outcome: Schemas["CallbackOutcome"];
  note: string;
  next_at: string;
}

export interface OutcomeForm {
  id: number;
  number: string;
  missed_at: string;
  ticket: string | null;
}

export const forms = signal<OutcomeForm[]>([]);
/** The form to which the keyboard goes. */
export const focused = signal<number | null>(null);

const NOTHING = { outcome: "reached", note: "", next_at: "" } as const;

function parsed(text: string | null): Written | null {
  try {
    return text === null ? null : (JSON.parse(text) as Written);
  } catch {
    return null;
  }
}

/** What stands in a form. */
export const writtenOf = (id: number): Omit<Written, "username"> =>
  parsed(localStorage.getItem(PREFIX + id)) ?? NOTHING;

export function keepWritten(id: number, change: Partial<Written>): void {
  const stands: Written = { username: me.value?.username ?? "", ...writtenOf(id), ...change };
  localStorage.setItem(PREFIX + id, JSON.stringify(stands));
}

/** This agent's unrecorded callbacks. */
function unrecorded(): number[] {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .filter((key) => parsed(localStorage.getItem(key))?.username === me.value?.username)
    .map((key) => Number(key.slice(PREFIX.length)))
    .sort((one, other) => one - other);
}

export function openForm(one: {
  id: number;
  number: string;
  missed_at: string;
  ticket?: string | null;
}): void {
  if (forms.value.some((form) => form.id === one.id)) return;
  const { id, number, missed_at, ticket = null } = one;
  keepWritten(id, {});
  forms.value = [{ id, number, missed_at, ticket }, ...forms.value];
}

export function closeForm(id: number): void {
  forms.value = forms.value.filter((form) => form.id !== id);
  localStorage.removeItem(PREFIX + id);
}

/** Recorded in another tab of this browser. */
window.addEventListener("storage", (event) => {
  if (event.key?.startsWith(PREFIX) && event.newValue === null)
    forms.value = forms.value.filter((form) => PREFIX + form.id !== event.key);
});

/** A callback of this agent; null when it is theirs no more. */
export async function readCallback(id: number): Promise<Callback | null> {
  try {
    return await api.get("/callbacks/{id}", { path: { id: String(id) } });
  } catch (error) {
    if (statusOf(error) !== 403 && statusOf(error) !== 404) throw error;
    return null;
  }
}

export async function openForgotten(): Promise<void> {
  for (const id of unrecorded()) {
    if (forms.value.some((form) => form.id === id)) continue;
    const found = await readCallback(id);
    if (found?.status === "reached") openForm(found);
    else closeForm(id);
  }
}
