/** The desk: what comes over the socket, and what is on it. It lives as long as the application, also while another page is
 *  open: a call that rings is shown and heard there too. */
import { effect } from "@preact/signals";
import { api } from "../../../api/client";
import { listen } from "../../../api/socket";
import type { Frame, Me, Schemas } from "../../../api/types";
import { navigate } from "../../../shell/router";
import { banner, urgentTitle } from "../../../shell/screen";
import { me, whenLeaving } from "../../../shell/session";
import { connectionWords, words } from "../texts/desk";
import { announce, silence } from "./alerts";
import {
  alive,
  call,
  caller,
  citizenOf,
  lives,
  numberOf,
  placed,
  readCall,
  readRecent,
  ringing,
} from "./call";
import * as callback from "./callback";
import { drafts, followOtherTabs, restore } from "./drafts";
import { focusForm } from "./focus";
import { comes } from "./inside";
import { isReady } from "./ready";
import * as telephone from "./telephone";
import { openTicket, saveAll, ticket } from "./ticket";
import { readTransfer } from "./transfers";
import { failed, inTurn } from "./turn";

const PLACE = "/agent";

/** A new call on the phone: who it is, and the case to go on with. For a callback that is the case of the missed call, for
 *  a call that the agent dialled the one that they dialled it for. */
type Found = Pick<Schemas["CallRinging"], "call" | "caller"> &
  Partial<Pick<Schemas["CallRinging"], "transfer">>;

async function pop(found: Found): Promise<void> {
  call.value = found.call;
  comes(found);
  caller.value = found.caller;
  telephone.popped();
  const open = found.call.origin ? null : found.caller.open_ticket; // a desk rings about somebody else each time
  const number = (placed() && found.call.ticket) || (open?.number ?? found.call.ticket);
  await openTicket(number, open).catch(failed);
  if (!placed()) focusForm();
}

async function called(frame: Schemas["CallRinging"] | Schemas["CallChanged"]): Promise<void> {
  if (frame.type === "call.ringing") {
    if (location.pathname !== PLACE) navigate(PLACE);
    await pop(frame);
  } else if (frame.call.id === call.value?.id) call.value = frame.call;
  await callback.called(frame.call);
  if (frame.type === "call.ended") await readRecent();
}

async function heard(frame: Frame): Promise<void> {
  switch (frame.type) {
    case "agent.state":
      if (me.value) me.value = { ...me.value, ...(frame as Partial<Me>) };
      return;
    case "callback.offered":
      return callback.offered(frame.callback);
    case "callback.updated":
      return callback.updated(frame);
    case "transfer.updated":
      return readTransfer(frame.transfer);
    case "call.ringing":
    case "call.answered":
    case "call.updated":
    case "call.ended":
      return called(frame);
  }
}

/** After a reload the call that is on the phone is on the screen again. */
async function takeUp(): Promise<void> {
  const now = await api.get("/agents/me");
  me.value = now;
  if (now.call && now.call !== call.value?.id) {
    const found = await api.get("/calls/{id}", { path: { id: now.call } });
    const number = numberOf(found) || "anonymous";
    await pop({ call: found, caller: await api.get("/callers/{number}", { path: { number } }) });
  } else if (lives()) await readCall();
  if (now.extension !== null) {
    await telephone.readDirectory();
    await callback.takeUp();
  }
  await readRecent();
  isReady.value = true;
  const [unsaved] = drafts.value.keys();
  if (!ticket.value) await openTicket(unsaved); // what was being written when the page was closed
  void saveAll();
}

function turned(open: boolean): void {
  banner.value = open ? (me.value?.extension === null ? words().no_phone : null) : connectionWords().lost;
  if (open) void inTurn(takeUp);
}

function title(): string | null {
  if (call.value && ringing()) return `☎ ${citizenOf(call.value)}`;
  return callback.current.value?.status === "offered" ? `↩ ${callback.current.value.number}` : null;
}

/** Sit down at the desk: once, when the application has loaded. */
function sitDown(username: string): void {
  restore(username);
  followOtherTabs(username);
  effect(() => {
    urgentTitle.value = title();
  });
  effect(() => {
    if (call.value && ringing() && alive()) announce(citizenOf(call.value), placed());
    else silence();
  });
  whenLeaving(saveAll);
  window.addEventListener("pagehide", () => void saveAll());
  listen("me", { heard: (frame) => void inTurn(() => heard(frame)), turned });
  if (me.value?.extension === null) {
    banner.value = words().no_phone; // who has none is sent no first frame
    void inTurn(takeUp);
  }
}

if (me.value) sitDown(me.value.username);
