import type { Call, Ticket, Transfer } from "../../../api/types";
import { clock, duration } from "../../../lib/clock";
import { filled } from "../../../lib/language";
import { Badge } from "../../../ui/Badge";
import { modeWords } from "../../../words/transfers";
import { call, caller, recent } from "../model/call";
import type { Mode } from "../model/telephone";
import { ending, failedAt, isOpen, nameOf, transfersOf } from "../model/transfers";
import { words as telephoneWords } from "../texts/telephone";

/** A transfer as it stands with its ticket: one small line. */
function Line({ one }: { one: Transfer }) {
  const words = telephoneWords();
  const answered = one.answered_by
    ? ` · ${filled(words.answered_by, { number: one.answered_by, s: duration(one.wait_s) })}`
    : "";
  return (
    <li class={`transfer-line ${one.state}`}>
      <span class="clock quiet">{clock(one.created_at)}</span>
      <b>{nameOf(one)}</b>
      <Badge>{modeWords()[one.mode as Mode]}</Badge>
      <span>{isOpen(one) ? words[one.state] : ending(one)}</span>
      {answered && <span class="quiet">{answered}</span>}
      {one.tried.length > 0 && <span class="quiet">{` · ${one.tried.map(failedAt).join(words.comma)}`}</span>}
    </li>
  );
}

/** Where the ticket's calls were sent, as far as they are on this page. */
export function Sent({ one }: { one: Ticket }) {
  const calls = new Map<string, Call>();
  for (const known of [...recent.value, ...(caller.value?.calls ?? []), ...(call.value ? [call.value] : [])])
    calls.set(known.id, known);
  const mine = [...calls.values()].filter((known) => known.ticket === one.number || known.id === one.call);
  const told = new Map<string, Transfer>(one.transfers.map((sent) => [sent.id, sent]));
  for (const sent of mine.flatMap(transfersOf)) told.set(sent.id, sent);
  const sorted = [...told.values()].sort((a, b) => a.created_at.localeCompare(b.created_at));
  return (
    <ul id="transfers" class="transfers">
      {sorted.map((sent) => (
        <Line key={sent.id} one={sent} />
      ))}
    </ul>
  );
}
