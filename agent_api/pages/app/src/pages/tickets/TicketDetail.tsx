import { api } from "../../api/client";
import type { Schemas, Ticket } from "../../api/types";
import { useAnswer } from "../../lib/answer";
import { dayAndTime, fullTime } from "../../lib/clock";
import { reason, withReason } from "../../lib/reason";
import { Drawer } from "../../ui/Dialog";
import { Empty } from "../../ui/Empty";
import { Facts, Steps } from "../../ui/Facts";
import { problemText } from "../../ui/Toast";
import { categoryWords } from "../../words/tickets";
import { StatusBadge } from "./TicketsPage";
import { words as pageWords } from "./texts";

type Change = Schemas["TicketChangeView"];

async function load(number: string): Promise<{ ticket: Ticket; changes: Change[] }> {
  const [ticket, history] = await Promise.all([
    api.get("/tickets/{number}", { path: { number }, ...withReason() }),
    api.get("/tickets/{number}/history", { path: { number }, ...withReason() }),
  ]);
  return { ticket, changes: history.items };
}

/** One ticket: what stands in it, its notes, and what was changed by whom. */
export function TicketDetail({ number, onClose }: { number: string; onClose: () => void }) {
  const words = pageWords();
  const { value, error } = useAnswer(() => load(number), `${number} ${reason.value}`);
  return (
    <Drawer title={`${words.tickets} ${number}`} onClose={onClose}>
      {error !== null && <p class="error">{problemText(error)}</p>}
      {value && <Detail {...value} />}
    </Drawer>
  );
}

function changed(change: Change): string {
  const words: Record<string, string> = pageWords();
  const categories: Record<string, string> = categoryWords();
  const said = (field: string, value: string | null): string => {
    if (!value) return words["nothing"] ?? "";
    return (field === "category" ? categories[value] : field === "status" ? words[value] : value) ?? value;
  };
  const fields = change.changes.map(
    (one) =>
      `${words[one.field] ?? one.field}: ${said(one.field, one.before)} → ${said(one.field, one.after)}`,
  );
  return [...fields, ...(change.call ? [words["by_call"]] : [])].join("\n");
}

function Detail({ ticket, changes }: { ticket: Ticket; changes: Change[] }) {
  const words = pageWords();
  const categories: Record<string, string> = categoryWords();
  return (
    <div class="detail">
      <div class="row">
        <StatusBadge status={ticket.status} />
        <strong class="wide">{ticket.subject}</strong>
      </div>
      <Facts
        facts={[
          [words.created, fullTime(ticket.created_at)],
          [words.updated, fullTime(ticket.updated_at)],
          [words.caller, ticket.caller],
          [words.called, ticket.called],
          [words.hotline, ticket.called_name],
          [words.origin, ticket.origin],
          [words.agent, ticket.agent],
          [words.category, categories[ticket.category]],
          [words.call, <a href={`/calls/${encodeURIComponent(ticket.call)}`}>{ticket.call}</a>],
        ]}
      />
      {ticket.content && <p class="said">{ticket.content}</p>}
      <section aria-labelledby="ticket-notes">
        <h3 id="ticket-notes">{words.notes}</h3>
        {ticket.notes.length === 0 && <Empty>{words.no_notes}</Empty>}
        <Steps
          steps={ticket.notes.map((note) => ({ at: note.at, text: note.text, more: note.author }))}
          show={dayAndTime}
        />
      </section>
      <section aria-labelledby="ticket-changes">
        <h3 id="ticket-changes">{words.changes}</h3>
        {changes.length === 0 && <Empty>{words.no_changes}</Empty>}
        <Steps
          steps={changes.map((one) => ({
            at: one.at,
            text: <span class="said">{changed(one)}</span>,
            more: one.username,
          }))}
          show={dayAndTime}
        />
      </section>
    </div>
  );
}
