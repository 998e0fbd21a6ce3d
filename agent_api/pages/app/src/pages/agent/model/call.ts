/** The call on the screen, the caller and what is known of them. */
import { computed, signal } from "@preact/signals";
import { api } from "../../../api/client";
import type { Call, Caller, TicketRow } from "../../../api/types";
import { me } from "../../../shell/session";
import { words } from "../texts/desk";

type Leg = Call["legs"][number];
type Reached = Pick<Call, "direction" | "caller" | "called">;

/** The last call that came to this phone. */
export const call = signal<Call | null>(null);
export const caller = signal<Caller | null>(null);
/** This agent's last calls. */
export const recent = signal<Call[]>([]);

export const isMine = (username: string | null | undefined): boolean => username === me.value?.username;
export const lives = (): boolean => call.value !== null && call.value.state !== "ended";
export const myLegs = (): Leg[] => (call.value?.legs ?? []).filter((leg) => isMine(leg.agent));
/** This agent's part in a call that lives, until they leave it: to others the citizen may still talk. */
export const myLeg = computed<Leg | undefined>(() =>
  lives() ? myLegs().findLast((leg) => !leg.ended_at) : undefined,
);
export const alive = (): boolean => myLeg.value !== undefined;
/** For the first time, or as a transfer came back. */
export const ringing = (): boolean => alive() && !myLeg.value?.answered_at && !myLeg.value?.picked_up_at;
/** A colleague talks to this agent about the citizen, who is not with them yet. */
export const consulted = (): boolean =>
  alive() && !myLeg.value?.answered_at && Boolean(myLeg.value?.picked_up_at);
/** By us: the agent's phone rings first, then the citizen's. */
export const placed = (): boolean => call.value !== null && call.value.direction !== "inbound";

export const numberOf = (one: Reached): string => (one.direction === "inbound" ? one.caller : one.called);
export const citizenOf = (one: Reached): string => numberOf(one) || words().hidden_number;

export const earlierTickets = (): TicketRow[] =>
  (caller.value?.tickets ?? []).filter((one) => one.call !== call.value?.id);
export const earlierCalls = (): Call[] =>
  (caller.value?.calls ?? []).filter((one) => one.id !== call.value?.id);

/** Who is to be rung back, as a pop would show them, unless somebody is on the phone. */
export function showCaller(known: Caller): void {
  if (!alive()) caller.value = known;
}

/** The call on the screen as the server has it now. */
export async function readCall(): Promise<void> {
  const id = call.value?.id;
  if (!id) return;
  call.value = await api.get("/calls/{id}", { path: { id } });
}

export async function readRecent(): Promise<void> {
  const agent = me.value?.username;
  if (!agent) return;
  recent.value = (await api.get("/calls", { query: { limit: 15, agent } })).items;
}
