/** Forms for what came of callbacks: one for each, so that the next one that comes takes nothing away. A reload brings them
 *  back, from this tab's storage. */
import { signal } from "@preact/signals";
import { api, statusOf } from "../../../api/client";
import type { Callback } from "../../../api/types";

const UNRECORDED = "hotline-unrecorded";

export interface OutcomeForm {
  id: number;
  number: string;
  missed_at: string;
  ticket: string | null;
  note: string;
}

export const forms = signal<OutcomeForm[]>([]);
/** The form to which the keyboard goes. */
export const focused = signal<number | null>(null);

const unrecorded = (): number[] => JSON.parse(sessionStorage.getItem(UNRECORDED) ?? "[]") as number[];
const store = (ids: number[]): void => sessionStorage.setItem(UNRECORDED, JSON.stringify(ids));

export function openForm(one: {
  id: number;
  number: string;
  missed_at: string;
  ticket?: string | null;
}): void {
  if (forms.value.some((form) => form.id === one.id)) return;
  const { id, number, missed_at, ticket = null } = one;
  forms.value = [{ id, number, missed_at, ticket, note: "" }, ...forms.value];
  store([...unrecorded().filter((known) => known !== id), id]);
}

export function closeForm(id: number): void {
  forms.value = forms.value.filter((form) => form.id !== id);
  store(unrecorded().filter((known) => known !== id));
}

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
