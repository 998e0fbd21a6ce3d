import { api } from "../../api/client";
import type { Callback } from "../../api/types";
import { beat, dayAndTime, duration, secondsSince } from "../../lib/clock";
import { filled } from "../../lib/language";
import { useList } from "../../lib/list";
import { reason, withReason } from "../../lib/reason";
import { place } from "../../shell/router";
import { Badge, type Level } from "../../ui/Badge";
import { DateRange, periodOf } from "../../ui/DateRange";
import { ExportButton } from "../../ui/ExportButton";
import { ChoiceFilter, FilterBar, TextFilter } from "../../ui/FilterBar";
import { goTo, ListPage, openOne } from "../../ui/ListPage";
import { ReasonField } from "../../ui/ReasonField";
import { type Column, ListTable } from "../../ui/Table";
import { callbackKindWords, callbackStatusWords } from "../../words/callbacks";
import { CallbackDetail } from "./CallbackDetail";
import { words as pageWords } from "./texts";

const PATH = "/callbacks";
const FILTERS = ["status", "number", "agent", "queue", "urgent", "asked", "kind"];
const LEVELS: Record<string, Level> = {
  pending: "warn",
  offered: "info",
  dialling: "info",
  reached: "good",
  self_resolved: "good",
  exhausted: "bad",
};
const OPEN = ["pending", "offered", "dialling"];

export function StatusBadge({ one }: { one: Callback }) {
  const known: Record<string, string> = callbackStatusWords();
  return <Badge level={LEVELS[one.status] ?? ""}>{known[one.status]}</Badge>;
}

/** Why a pending one is not dialled yet, and until when that holds. */
export function whyNotYet(one: Callback): string {
  if (!one.waits) return "";
  const words = pageWords();
  const why = words.waits[one.waits.why as keyof typeof words.waits] ?? one.waits.why;
  return one.waits.until ? filled(words.until, { why, at: dayAndTime(one.waits.until) }) : why;
}

export function Marks({ one }: { one: Callback }) {
  const words = pageWords();
  const kinds: Record<string, string> = callbackKindWords();
  return (
    <>
      {one.kind !== "missed" && <Badge level="info">{kinds[one.kind]}</Badge>}{" "}
      {one.urgent && <Badge level="bad">{words.urgent}</Badge>}{" "}
      {one.asked && <Badge level="info">{words.asked}</Badge>}{" "}
      {one.first_at && OPEN.includes(one.status) && <Badge level="strong">{words.first}</Badge>}{" "}
      {one.slowed && <Badge level="warn">{words.slowed}</Badge>}
    </>
  );
}

function Age({ since }: { since: string }) {
  beat.value;
  return <>{duration(secondsSince(since))}</>;
}

function columnsOf(words: ReturnType<typeof pageWords>): Column<Callback>[] {
  return [
    { head: words.number, cell: (one) => one.number, isName: true, class: "clock" },
    { head: words.missed, cell: (one) => dayAndTime(one.missed_at), class: "clock" },
    {
      head: words.since,
      cell: (one) => OPEN.includes(one.status) && <Age since={one.missed_at} />,
      class: "number",
    },
    { head: words.status, cell: (one) => <StatusBadge one={one} /> },
    { head: words.kind, cell: (one) => <Marks one={one} /> },
    { head: words.why, cell: whyNotYet, class: "fill" },
    { head: words.times, cell: (one) => one.calls.length, class: "number" },
    { head: words.attempts, cell: (one) => one.attempts, class: "number" },
    { head: words.agent, cell: (one) => one.agent ?? one.reserved_for },
  ];
}

/** 回拨: who is owed, since when, why not yet; given to an agent, put first, cancelled. */
export default function CallbacksPage() {
  const words = pageWords();
  const { query } = place.value;
  const wanted = {
    ...periodOf(query),
    ...Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]])),
  };
  const list = useList<Callback>(
    (cursor) =>
      api.get(PATH, { query: { ...wanted, limit: 50, ...(cursor && { cursor }) }, ...withReason() }),
    JSON.stringify([wanted, reason.value]),
  );
  const open = openOne(PATH);
  const yes = [["true", "✓"]] as const;
  return (
    <ListPage
      class="callbacks"
      title={words.callbacks}
      head={
        <>
          <FilterBar>
            <ChoiceFilter
              name="status"
              label={words.status}
              options={[["open", words.open], ["over", words.over], ...Object.entries(callbackStatusWords())]}
            />
            <ChoiceFilter name="kind" label={words.kind} options={Object.entries(callbackKindWords())} />
            <DateRange />
            <TextFilter name="number" label={words.number} maxLength={64} />
            <TextFilter name="agent" label={words.agent} maxLength={64} />
            <TextFilter name="queue" label={words.queue} maxLength={64} />
            <ChoiceFilter name="urgent" label={words.urgent} options={yes} />
            <ChoiceFilter name="asked" label={words.asked} options={yes} />
            <ReasonField />
          </FilterBar>
          <ExportButton path={PATH} query={wanted} name="callbacks" reason={reason.value} />
        </>
      }
    >
      <ListTable
        label={words.callbacks}
        list={list}
        columns={columnsOf(words)}
        keyOf={(one) => one.id}
        empty={words.none}
        onOpen={(one) => goTo(PATH, one.id)}
        isChosen={(one) => String(one.id) === open}
        rowProps={(one) => ({ "data-callback": String(one.id) })}
      />
      {open && (
        <CallbackDetail key={open} id={open} onChanged={list.reload} onClose={() => goTo(PATH, null)} />
      )}
    </ListPage>
  );
}
