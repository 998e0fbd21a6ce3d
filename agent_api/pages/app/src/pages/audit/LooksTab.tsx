import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { fullTime } from "../../lib/clock";
import { useList } from "../../lib/list";
import { reason, withReason } from "../../lib/reason";
import { place } from "../../shell/router";
import { Badge } from "../../ui/Badge";
import { DateRange, periodOf } from "../../ui/DateRange";
import { ExportButton } from "../../ui/ExportButton";
import { ChoiceFilter, FilterBar, TextFilter } from "../../ui/FilterBar";
import { ReasonField } from "../../ui/ReasonField";
import { type Column, ListTable } from "../../ui/Table";
import { words as pageWords, whatWords } from "./texts";

type Look = Schemas["LookView"];

const PATH = "/looks";
const FILTERS = ["username", "what", "subject", "said", "full_number", "number"];

/** Where the thing that was looked at is shown. */
function placeOf(look: Look): string | null {
  if (!look.subject) return null;
  if (look.what === "call" || look.what === "recording" || look.what === "supervision")
    return `/calls/${encodeURIComponent(look.subject)}`;
  if (look.what.startsWith("ticket")) return `/tickets/${look.subject}`;
  return look.what === "callback" ? `/callbacks/${look.subject}` : null;
}

function Subject({ look }: { look: Look }) {
  const to = placeOf(look);
  return to ? <a href={to}>{look.subject}</a> : look.subject;
}

const filtersOf = (look: Look): string =>
  Object.entries(look.filters)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");

function columnsOf(areExports: boolean): Column<Look>[] {
  const words = pageWords();
  const known: Record<string, string> = whatWords();
  const full: Column<Look> = {
    head: words.full,
    cell: (look) => look.full_number && <Badge level="warn">{words.shown}</Badge>,
  };
  return [
    { head: words.at, cell: (look) => fullTime(look.at), class: "clock" },
    { head: words.user, cell: (look) => look.username, isName: true },
    ...(areExports
      ? [{ head: words.file, cell: (look: Look) => look.subject }]
      : [
          { head: words.what, cell: (look: Look) => known[look.what] ?? look.what },
          { head: words.subject, cell: (look: Look) => <Subject look={look} /> },
        ]),
    full,
    { head: words.why, cell: (look) => look.reason, class: "fill" },
    { head: words.filters, cell: filtersOf, class: "fill quiet" },
    {
      head: words.rows,
      cell: (look) => look.hits ?? (areExports ? words.unfinished : ""),
      class: "number",
    },
  ];
}

export function LooksTab({ areExports }: { areExports: boolean }) {
  const words = pageWords();
  const { query } = place.value;
  const wanted = {
    ...periodOf(query),
    ...Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]])),
    ...(areExports && { what: "export" }),
  };
  const list = useList<Look>(
    (cursor) =>
      api.get(PATH, { query: { ...wanted, limit: 50, ...(cursor && { cursor }) }, ...withReason() }),
    JSON.stringify([wanted, reason.value]),
  );
  return (
    <>
      <div class="list-head">
        <FilterBar>
          <DateRange />
          <TextFilter name="username" label={words.user} maxLength={64} />
          {!areExports && (
            <ChoiceFilter name="what" label={words.what} options={Object.entries(whatWords())} />
          )}
          <TextFilter name="subject" label={areExports ? words.file : words.subject} maxLength={64} />
          <TextFilter name="said" label={words.said} maxLength={100} />
          <ChoiceFilter
            name="full_number"
            label={words.full}
            options={[
              ["true", words.shown],
              ["false", words.masked],
            ]}
          />
          <TextFilter name="number" label={words.number} maxLength={64} />
          <ReasonField />
        </FilterBar>
        <ExportButton path={PATH} query={wanted} name="looks" reason={reason.value} />
      </div>
      <ListTable
        label={areExports ? words.tabs.exports : words.tabs.looks}
        list={list}
        columns={columnsOf(areExports)}
        keyOf={(look) => look.id}
        empty={words.none}
      />
    </>
  );
}
