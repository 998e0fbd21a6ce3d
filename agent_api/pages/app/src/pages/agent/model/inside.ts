/** Whom a citizen can be sent to inside the room, and why a colleague's call comes to this phone. */
import { signal } from "@preact/signals";
import { api } from "../../../api/client";
import type { Call, InsideTarget, Schemas } from "../../../api/types";
import { isMine } from "./call";

type Coming = Schemas["ComingTransfer"];

/** The transfer box shows colleagues and queues in place of the directory. */
export const isInside = signal(false);
export const inside = signal<InsideTarget[]>([]);
/** Of the call on the screen, as its pop said. */
export const coming = signal<Coming | null>(null);

export async function readInside(): Promise<void> {
  inside.value = (await api.get("/directory/inside")).items;
}

/** What the call itself tells after a reload: all but the note, which stands on the ticket. */
function fromCall(one: Call): Coming | null {
  const last = one.transfers.at(-1);
  const isForMe = last && !isMine(last.agent) && /^(agent:|queue:|supervisor$)/.test(last.target);
  if (!last || !isForMe || ["returned", "cancelled", "failed"].includes(last.state)) return null;
  return { ...last, agent_name: "", note: "" };
}

export function comes(found: { call: Call; transfer?: Coming | null }): void {
  coming.value = found.transfer === undefined ? fromCall(found.call) : found.transfer;
}
