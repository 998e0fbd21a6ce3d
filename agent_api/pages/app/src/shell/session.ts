/** Who works here. A log-in that ends while somebody works asks for the password over the page: nothing typed is lost. */
import { signal } from "@preact/signals";
import { api, onExpired, statusOf } from "../api/client";
import { onSocketExpired, reconnect } from "../api/socket";
import { token } from "../api/token";
import type { Me } from "../api/types";

/** null: nobody is logged in; undefined: not known yet. */
export const me = signal<Me | null | undefined>(undefined);
/** Whether the password is asked for again, over the page. */
export const isExpired = signal(false);

let waiting: (() => void)[] = [];

function askAgain(): Promise<void> {
  isExpired.value = true;
  return new Promise((resolve) => waiting.push(resolve));
}

/** Another tab may have logged in again already. */
window.addEventListener("storage", (event) => {
  if (event.key !== "hotline-token") return;
  if (!event.newValue) location.assign("/login");
  else if (isExpired.value) void confirmAgain();
});

async function confirmAgain(): Promise<void> {
  onExpired(null);
  const found = await api.get("/agents/me").catch(() => null);
  onExpired(askAgain);
  if (found) entered(found);
}

/** Somebody has logged in: what waits for it goes on, unless it is somebody else. */
export function entered(found: Me): void {
  if (me.value && me.value.username !== found.username) {
    location.assign("/");
    return;
  }
  me.value = found;
  isExpired.value = false;
  onExpired(askAgain);
  onSocketExpired(() => void askAgain());
  const work = waiting;
  waiting = [];
  for (const resolve of work) resolve();
  reconnect();
}

/** Who the token of this browser belongs to. */
export async function start(): Promise<void> {
  if (!token.get()) {
    me.value = null;
    return;
  }
  try {
    entered(await api.get("/agents/me"));
  } catch (error) {
    if (statusOf(error) !== 401) throw error;
    token.drop();
    me.value = null;
  }
}

/** Work that must end before somebody leaves: what is written is saved. */
const beforeLeaving = new Set<() => Promise<void>>();
export function whenLeaving(work: () => Promise<void>): () => void {
  beforeLeaving.add(work);
  return () => beforeLeaving.delete(work);
}

export async function logOut(): Promise<void> {
  for (const work of beforeLeaving) await work().catch(() => null);
  await api.post("/logout").catch(() => null);
  token.drop();
  location.assign("/login");
}

export const supervises = (agent: Me): boolean => agent.role === "admin" || agent.role === "supervisor";
/** Whose work is at the desk; who supervises may have a telephone and take calls as well. */
export const takesCalls = (agent: Me): boolean =>
  agent.role === "agent" || (supervises(agent) && agent.extension !== null);
