/** Looking somebody or something up without a call. What is on the phone is left alone. */
import { api } from "../../../api/client";
import { alive, call, caller } from "./call";
import { openTicket } from "./ticket";
import { inTurn } from "./turn";

/** A citizen by number: their history beside the form, and their open case in it. While a call is on the phone the caller's
 *  own history stays, and only the case is opened. */
export async function lookUp(number: string): Promise<void> {
  const found = await api.get("/callers/{number}", { path: { number } });
  await inTurn(async () => {
    if (!alive()) {
      call.value = null;
      caller.value = found;
    }
    await openTicket(found.open_ticket?.number ?? found.tickets[0]?.number, found.open_ticket);
  });
}

export async function openTicketByNumber(number: string): Promise<void> {
  const found = await api.get("/tickets/{number}", { path: { number } });
  await inTurn(() => openTicket(number, found));
}
