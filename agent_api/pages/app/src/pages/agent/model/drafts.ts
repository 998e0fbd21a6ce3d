/** What was written on tickets and not saved: in this browser's storage by ticket, so that neither a lost connection, a
 *  restart, an expired log-in nor a closed tab loses it. It goes as soon as the server has it. */
import { signal } from "@preact/signals";
import type { Ticket } from "../../../api/types";

export const FIELDS = ["category", "subject", "content"] as const;
export type Field = (typeof FIELDS)[number];
export type Values = Partial<Record<Field, string>>;

export interface Draft {
  username: string;
  /** what was written */
  fields: Values;
  /** what stood there when it was written */
  before: Values;
  note: string;
}

const PREFIX = "hotline-draft:";

export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

const isEmpty = (draft: Draft): boolean => !Object.keys(draft.fields).length && !draft.note;

/** The draft after a field was written: what is again as the server has it is none. */
export function written(draft: Draft, ticket: Ticket, field: Field, value: string): Draft {
  const { [field]: _value, ...fields } = draft.fields;
  const { [field]: stood = ticket[field], ...before } = draft.before;
  if (value === ticket[field] && stood === ticket[field]) return { ...draft, fields, before };
  return {
    ...draft,
    fields: { ...fields, [field]: value },
    before: { ...before, [field]: stood },
  };
}

/** The draft after these values got to the server; what was typed meanwhile stays, on top of them. */
export function saved(draft: Draft, sent: Values): Draft {
  const fields: Values = {};
  const before: Values = {};
  for (const field of FIELDS) {
    const value = draft.fields[field];
    if (value === undefined || value === sent[field]) continue;
    fields[field] = value;
    before[field] = sent[field] ?? draft.before[field];
  }
  return { ...draft, fields, before };
}

export function keep(number: string, draft: Draft): void {
  const kept = new Map(drafts.value);
  if (isEmpty(draft)) {
    kept.delete(number);
    localStorage.removeItem(PREFIX + number);
  } else {
    kept.set(number, draft);
    localStorage.setItem(PREFIX + number, JSON.stringify(draft));
  }
  drafts.value = kept;
}

const parsed = (text: string): Draft | null => {
  try {
    return JSON.parse(text) as Draft;
  } catch {
    return null;
  }
};

/** This agent's drafts from this browser's storage; those of colleagues on the same computer are left alone. */
export function restore(username: string): void {
  const found = new Map<string, Draft>();
  for (let place = 0; place < localStorage.length; place += 1) {
    const key = localStorage.key(place) ?? "";
    const draft = key.startsWith(PREFIX) ? parsed(localStorage.getItem(key) ?? "") : null;
    if (draft?.username === username) found.set(key.slice(PREFIX.length), draft);
  }
  drafts.value = found;
}

/** Another tab of this browser writes or saves the same ticket. */
export function followOtherTabs(username: string): void {
  window.addEventListener("storage", (event) => {
    if (event.key?.startsWith(PREFIX)) restore(username);
  });
}
