import { api } from "../../api/client";
import type { Call } from "../../api/types";
import { dayAndTime, duration } from "../../lib/clock";
import { useList } from "../../lib/list";
import { reason, withReason } from "../../lib/reason";
import { place } from "../../shell/router";
import { Badge, type Level } from "../../ui/Badge";
import { DateRange, periodOf } from "../../ui/DateRange";
import { ExportButton } from "../../ui/ExportButton";
import { ChoiceFilter, FilterBar, TextFilter } from "../../ui/FilterBar";
import { Icon } from "../../ui/Icon";
import { goTo, ListPage, openOne } from "../../ui/ListPage";
import { ReasonField } from "../../ui/ReasonField";
import { type Column, ListTable } from "../../ui/Table";
import { callWords, missedWords } from "../../words/calls";
import { CallDetail } from "./CallDetail";
import { words as pageWords } from "./texts";

const PATH = "/calls";
const LEVELS: Record<string, Level> = { answered: "good", missed: "bad", failed: "warn", unknown: "warn" };
const FILTERS = [
  "direction",
  "state",
  "outcome",
  "missed_in",
  "caller",
  "called",
  "agent",
  "queue",
  "origin",
];

export const citizenOf = (call: Call): string => (call.direction === "inbound" ? call.caller : call.called);

export function OutcomeBadge({ call }: { call: Call }) {
  const said: Record<string, string> = { ...callWords(), ...missedWords() };
  const outcome = call.outcome ?? "live";
  return (
    <Badge level={LEVELS[outcome] ?? "info"}>
      {said[outcome]}
      {call.missed_in && ` · ${said[call.missed_in]}`}
    </Badge>
  );
}

function columnsOf(words: ReturnType<typeof pageWords>): Column<Call>[] {
  const directions: Record<string, string> = callWords();
  return [
    { head: words.started, cell: (call) => dayAndTime(call.started_at), isName: true, class: "clock" },
    { head: words.direction, cell: (call) => directions[call.direction] },
    { head: words.number, cell: citizenOf, class: "clock" },
    {
      head: words.hotline,
      cell: (call) => call.called_name || (call.direction === "inbound" && call.called),
    },
    { head: words.queue, cell: (call) => call.overflowed_to ?? call.queue },
    { head: words.agent, cell: (call) => call.agent },
    { head: words.outcome, cell: (call) => <OutcomeBadge call={call} /> },
    { head: words.wait, cell: (call) => duration(call.wait_s), class: "number" },
    { head: words.talk, cell: (call) => duration(call.talk_s), class: "number" },
    {
      head: words.ticket,
      cell: (call) => call.ticket && <a href={`/tickets/${call.ticket}`}>{call.ticket}</a>,
    },
    {
      head: words.recording,
      cell: (call) =>
        call.recording && (
          <span role="img" aria-label={words.recording}>
            <Icon name="sound" />
          </span>
        ),
    },
  ];
}

/** 通话: every call, by every filter together; the whole story of one beside the list. */
export default function CallsPage() {
  const words = pageWords();
  const { query } = place.value;
  const wanted = {
    ...periodOf(query),
    ...Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]])),
  };
  const list = useList<Call>(
    (cursor) =>
      api.get(PATH, { query: { ...wanted, limit: 50, ...(cursor && { cursor }) }, ...withReason() }),
    JSON.stringify([wanted, reason.value]),
  );
  const open = openOne(PATH);
  const known = callWords();
  const missed = Object.entries(missedWords());
  const choice = (...names: (keyof typeof known)[]) => names.map((name) => [name, known[name]] as const);
  return (
    <ListPage
      class="calls"
      title={words.calls}
      head={
        <>
          <FilterBar>
            <DateRange />
            <ChoiceFilter
              name="direction"
              label={words.direction}
              options={choice("inbound", "outbound", "callback", "internal")}
            />
            <ChoiceFilter
              name="state"
              label={words.state}
              options={[
                ["live", words.live],
                ["ended", words.ended],
              ]}
            />
            <ChoiceFilter
              name="outcome"
              label={words.outcome}
              options={choice("answered", "missed", "failed", "unknown")}
            />
            <ChoiceFilter name="missed_in" label={words.missed_in} options={missed} />
            <TextFilter name="caller" label={words.caller} maxLength={64} />
            <TextFilter name="called" label={words.called} maxLength={64} />
            <TextFilter name="agent" label={words.agent} maxLength={64} />
            <TextFilter name="queue" label={words.queue} maxLength={64} />
            <ReasonField />
          </FilterBar>
          <ExportButton path={PATH} query={wanted} name="calls" reason={reason.value} />
        </>
      }
    >
      <ListTable
        label={words.calls}
        list={list}
        columns={columnsOf(words)}
        keyOf={(call) => call.id}
        empty={words.none}
        onOpen={(call) => goTo(PATH, call.id)}
        isChosen={(call) => call.id === open}
        rowProps={(call) => ({ "data-call": call.id })}
      />
      {open && <CallDetail key={open} id={open} onClose={() => goTo(PATH, null)} />}
    </ListPage>
  );
}
