import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { fullTime } from "../../lib/clock";
import { useList } from "../../lib/list";
import { place } from "../../shell/router";
import { DateRange, periodOf } from "../../ui/DateRange";
import { ChoiceFilter, FilterBar, TextFilter } from "../../ui/FilterBar";
import { type Column, ListTable } from "../../ui/Table";
import { accessWords, words as pageWords } from "./texts";

type Access = Schemas["AccessView"];

const PATH = "/audit/access";
const FILTERS = ["kind", "username", "actor", "address"];

const plain = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
const detailOf = (one: Access): string =>
  Object.entries(one.detail)
    .map(([name, value]) => `${name}: ${plain(value)}`)
    .join(", ");

function columnsOf(): Column<Access>[] {
  const words = pageWords();
  const kinds: Record<string, string> = accessWords();
  return [
    { head: words.at, cell: (one) => fullTime(one.at), class: "clock" },
    { head: words.kind, cell: (one) => kinds[one.kind] ?? one.kind, isName: true },
    { head: words.actor, cell: (one) => one.actor },
    { head: words.about, cell: (one) => one.username !== one.actor && one.username },
    { head: words.detail, cell: detailOf, class: "fill quiet" },
    { head: words.address, cell: (one) => one.address, class: "clock" },
    { head: words.times, cell: (one) => one.count > 1 && one.count, class: "number" },
  ];
}

/** Log-ins, users, forced states, calls that were ended, callbacks that were ordered. */
export function AccessTab() {
  const words = pageWords();
  const { query } = place.value;
  const wanted = {
    ...periodOf(query),
    ...Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]])),
  };
  const list = useList<Access>(
    (cursor) => api.get(PATH, { query: { ...wanted, limit: 50, ...(cursor && { cursor }) } }),
    JSON.stringify(wanted),
  );
  const kinds = Object.entries(accessWords());
  return (
    <>
      <FilterBar>
        <DateRange />
        <ChoiceFilter name="kind" label={words.kind} options={kinds} />
        <TextFilter name="actor" label={words.actor} maxLength={64} />
        <TextFilter name="username" label={words.about} maxLength={64} />
        <TextFilter name="address" label={words.address} maxLength={64} />
      </FilterBar>
      <ListTable
        label={words.tabs.access}
        list={list}
        columns={columnsOf()}
        keyOf={(one) => one.id}
        empty={words.none}
      />
    </>
  );
}
