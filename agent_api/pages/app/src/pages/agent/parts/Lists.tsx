import type { Call, Callback, Schemas } from "../../../api/types";
import { dayAndTime, duration } from "../../../lib/clock";
import { Button } from "../../../ui/Button";
import { type Column, Table } from "../../../ui/Table";
import { callbackStatusWords } from "../../../words/callbacks";
import { callWords } from "../../../words/calls";
import { citizenOf, recent } from "../model/call";
import { mine } from "../model/callback";
import { focused, openForm } from "../model/outcomes";
import { openTicket } from "../model/ticket";
import { guarded } from "../model/turn";
import { words as callbackWords } from "../texts/callback";
import { words as deskWords } from "../texts/desk";
import { words as ticketWords } from "../texts/ticket";
import { outcomeText } from "./History";

function record(one: Callback): void {
  openForm(one);
  focused.value = one.id;
}

/** The agent's own callbacks: what came of one that was reached can be said here later. */
export function Mine({ isHidden }: { isHidden: boolean }) {
  const words = callbackWords();
  const columns: Column<Callback>[] = [
    { head: words.missed_at, cell: (one) => dayAndTime(one.missed_at) },
    { head: callWords().number, cell: (one) => one.number },
    {
      head: callWords().outcome,
      cell: (one) => callbackStatusWords()[one.status as Schemas["CallbackStatus"]],
    },
    {
      head: <span class="unseen">{words.record_one}</span>,
      cell: (one) =>
        one.status === "reached" && (
          <Button kind="plain" onClick={() => record(one)}>
            {words.record_one}
          </Button>
        ),
    },
  ];
  const rows = mine.value;
  return (
    <section id="mine" class="card mine" aria-label={words.mine} hidden={isHidden}>
      {rows && (
        <>
          <h2>{words.mine}</h2>
          {rows.length ? (
            <Table label={words.mine} columns={columns} rows={rows} keyOf={(one) => one.id} />
          ) : (
            <p class="quiet">{words.none_mine}</p>
          )}
        </>
      )}
    </section>
  );
}

/** The agent's last calls. */
export function Recent({ isRead }: { isRead: boolean }) {
  const words = deskWords();
  const heads = callWords();
  const columns: Column<Call>[] = [
    { head: heads.time, cell: (one) => dayAndTime(one.started_at) },
    { head: heads.number, cell: citizenOf },
    { head: heads.outcome, cell: outcomeText },
    { head: heads.duration, cell: (one) => duration(one.talk_s) },
    {
      head: ticketWords().ticket,
      cell: (one) =>
        one.ticket && (
          <Button kind="plain" onClick={guarded(() => openTicket(one.ticket))}>
            {one.ticket}
          </Button>
        ),
    },
  ];
  return (
    <section id="recent" class="card recent" aria-label={words.recent}>
      {isRead && (
        <>
          <h2>{words.recent}</h2>
          {recent.value.length ? (
            <Table label={words.recent} columns={columns} rows={recent.value} keyOf={(one) => one.id} />
          ) : (
            <p class="quiet">{words.no_recent}</p>
          )}
        </>
      )}
    </section>
  );
}
