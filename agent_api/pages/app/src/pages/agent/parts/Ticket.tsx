import { useState } from "preact/hooks";
import type { Schemas, Ticket as TicketOf } from "../../../api/types";
import { clock, dayAndTime } from "../../../lib/clock";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { Tabs } from "../../../ui/Tabs";
import { categoryWords } from "../../../words/tickets";
import { call, caller } from "../model/call";
import { current } from "../model/callback";
import { drafts } from "../model/drafts";
import {
  addNote,
  openTicket,
  said,
  saidNote,
  save,
  ticket,
  trouble,
  write,
  writeNote,
} from "../model/ticket";
import { guarded } from "../model/turn";
import { ticketWords as moreWords, words as ticketWords } from "../texts/ticket";
import { Whence } from "./CallCard";
import { Changes } from "./Changes";
import { Conflict } from "./Conflict";
import { Sent } from "./Sent";

/** The tickets that belong to what is on the screen, each once: its number and what it is. */
function named(one: TicketOf): (readonly [string, string])[] {
  const words = ticketWords();
  const found = new Map<string, string>();
  const name = (number: string | null | undefined, label: string): void => {
    if (number && !found.has(number)) found.set(number, label);
  };
  const open = caller.value?.open_ticket?.number;
  const owed = current.value?.ticket;
  if (open !== call.value?.ticket && open !== owed) name(open, words.open_case);
  name(call.value?.ticket, call.value?.direction === "callback" ? words.missed_call : words.this_call);
  name(owed, words.missed_call);
  for (const draft of drafts.value.keys()) name(draft, draft === one.number ? words.ticket : words.unsaved);
  name(one.number, words.ticket);
  return [...found].map(([number, label]) => [number, `${label} ${number}`] as const);
}

function savedText(one: TicketOf): string {
  const words = ticketWords();
  if (drafts.value.has(one.number)) return words.unsaved;
  return `${words[one.status as Schemas["TicketStatus"]]} · ${words.saved} ${clock(one.updated_at)}`;
}

/** Why what is written is not saved yet, and what becomes of it. */
function Trouble({ one }: { one: TicketOf }) {
  if (!trouble.value || !drafts.value.has(one.number)) return null;
  return (
    <p id="saved-hint" class="hint-line" role="status">
      {trouble.value === "offline" ? moreWords().kept_offline : moreWords().kept_refused}
    </p>
  );
}

function Fields() {
  const words = ticketWords();
  return (
    <>
      <div class="ticket-fields">
        <Field label={words.category}>
          <select
            id="category"
            value={said("category")}
            onChange={(event) => write("category", event.currentTarget.value)}
          >
            {Object.entries(categoryWords()).map(([key, label]) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </select>
        </Field>
        <Field label={words.subject} class="wide">
          <input
            id="subject"
            value={said("subject")}
            maxLength={200}
            autocomplete="off"
            onInput={(event) => write("subject", event.currentTarget.value)}
          />
        </Field>
      </div>
      <Field label={words.content} class="content">
        <textarea
          id="content"
          value={said("content")}
          maxLength={20000}
          rows={7}
          onInput={(event) => write("content", event.currentTarget.value)}
        />
      </Field>
    </>
  );
}

function Notes({ one }: { one: TicketOf }) {
  const words = ticketWords();
  return (
    <>
      <h3>{words.notes}</h3>
      <ul class="notes">
        {one.notes.map((note) => (
          <li key={note.id}>
            <span class="quiet">{`${dayAndTime(note.at)} ${note.author}`}</span>
            <p>{note.text}</p>
          </li>
        ))}
      </ul>
      <div class="row note-row">
        <textarea
          id="note"
          class="wide"
          rows={2}
          maxLength={5000}
          placeholder={words.note_placeholder}
          aria-label={words.notes}
          value={saidNote()}
          onInput={(event) => writeNote(event.currentTarget.value)}
        />
        <Button onClick={guarded(addNote)}>{words.add_note}</Button>
      </div>
    </>
  );
}

function Open({ one }: { one: TicketOf }) {
  const [isChanging, setChanging] = useState(false);
  const words = ticketWords();
  const closed = one.status === "closed";
  const turn = async (): Promise<void> => {
    setChanging(true);
    await save(one.number, { status: closed ? "open" : "closed" }).finally(() => setChanging(false));
  };
  return (
    <>
      <Whence one={one} />
      <Conflict one={one} />
      <Fields />
      <div class="row actions">
        <Button kind="primary" onClick={guarded(() => save(one.number))}>
          {words.save}
        </Button>
        <Button disabled={isChanging} onClick={guarded(turn)}>
          {closed ? words.reopen : words.close}
        </Button>
        <span id="saved" class="quiet" role="status">
          {savedText(one)}
        </span>
      </div>
      <Trouble one={one} />
      <Sent one={one} />
      <Notes one={one} />
      <Changes key={one.number} number={one.number} />
    </>
  );
}

/** 工单: the case in the form. It saves itself. */
export function Ticket() {
  const words = ticketWords();
  const one = ticket.value;
  return (
    <section id="ticket" class="card ticket" aria-label={words.ticket}>
      {one ? (
        <>
          <div id="tabs">
            <Tabs
              label={words.ticket}
              tabs={named(one)}
              on={one.number}
              onChange={(number) => guarded(() => openTicket(number))()}
            />
          </div>
          <Open key={one.number} one={one} />
        </>
      ) : (
        <>
          <h2>{words.ticket}</h2>
          <p class="quiet">{words.none}</p>
        </>
      )}
    </section>
  );
}
