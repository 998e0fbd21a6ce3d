import type { Call, Schemas, TicketRow } from "../../../api/types";
import { dayAndTime, duration } from "../../../lib/clock";
import { Badge } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { callWords } from "../../../words/calls";
import { categoryWords } from "../../../words/tickets";
import { caller, earlierCalls, earlierTickets } from "../model/call";
import { openTicket } from "../model/ticket";
import { guarded } from "../model/turn";
import { words as deskWords } from "../texts/desk";
import { words as ticketWords } from "../texts/ticket";

export const outcomeText = (one: Call): string =>
  callWords()[(one.outcome ?? "live") as Schemas["Outcome"] | "live"];

export function TicketLine({ one }: { one: TicketRow }) {
  const about = [ticketWords()[one.status as Schemas["TicketStatus"]], dayAndTime(one.created_at), one.agent];
  return (
    <li class={one.status}>
      <Button kind="plain" onClick={guarded(() => openTicket(one.number))}>
        {one.number}
      </Button>{" "}
      <Badge level={one.status === "open" ? "warn" : ""}>
        {categoryWords()[one.category as Schemas["TicketCategory"] | ""]}
      </Badge>{" "}
      {one.called_name && <Badge>{one.called_name}</Badge>} <span class="subject">{one.subject || "…"}</span>
      <span class="quiet about">{about.filter(Boolean).join(" · ")}</span>
    </li>
  );
}

const CallLine = ({ one }: { one: Call }) => (
  <li class={one.outcome ?? ""}>
    {`${dayAndTime(one.started_at)} `}
    <Badge level={one.outcome === "missed" ? "bad" : ""}>{outcomeText(one)}</Badge>{" "}
    <span class="quiet">{`${duration(one.talk_s)} ${one.agent ?? ""}`}</span>
  </li>
);

/** What is known of the caller, while the phone rings and after. */
export function History() {
  const words = deskWords();
  const known = caller.value;
  const tickets = known ? earlierTickets() : [];
  const calls = known ? earlierCalls() : [];
  return (
    <section id="history" class="card history" aria-label={words.history} hidden={!known}>
      {known && (
        <>
          <h2>
            {words.history} <span class="clock of-number">{known.number}</span>
          </h2>
          {!tickets.length && !calls.length && <p class="quiet">{words.nothing_earlier}</p>}
          {tickets.length > 0 && <h3>{words.earlier_tickets}</h3>}
          <ul class="tickets">
            {tickets.map((one) => (
              <TicketLine key={one.number} one={one} />
            ))}
          </ul>
          {calls.length > 0 && <h3>{words.earlier_calls}</h3>}
          <ul class="calls">
            {calls.map((one) => (
              <CallLine key={one.id} one={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
