import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { dayAndTime } from "../../lib/clock";
import { filled } from "../../lib/language";
import { useList } from "../../lib/list";
import { place } from "../../shell/router";
import { me, supervises } from "../../shell/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { DateRange, periodOf } from "../../ui/DateRange";
import { ChoiceFilter, FilterBar } from "../../ui/FilterBar";
import { ListPage } from "../../ui/ListPage";
import { type Column, ListTable } from "../../ui/Table";
import { toastProblem } from "../../ui/Toast";
import { kindWords, words as pageWords } from "./texts";

type Alarm = Schemas["AlarmView"];

const PATH = "/alarms";
const FILTERS = ["kind", "open", "acknowledged"];

function columnsOf(onSeen: ((alarm: Alarm) => void) | null): Column<Alarm>[] {
  const words = pageWords();
  const kinds: Record<string, string> = kindWords();
  return [
    { head: words.kind, cell: (one) => kinds[one.kind] ?? one.kind, isName: true, class: "fill" },
    { head: words.subject, cell: (one) => one.subject },
    {
      head: words.state,
      cell: (one) =>
        one.ended_at ? (
          <Badge>{words.off}</Badge>
        ) : (
          <Badge level={one.acknowledged_at ? "warn" : "bad"}>{words.on}</Badge>
        ),
    },
    { head: words.began, cell: (one) => dayAndTime(one.first_at), class: "clock" },
    { head: words.ended, cell: (one) => one.ended_at && dayAndTime(one.ended_at), class: "clock" },
    { head: words.last, cell: (one) => dayAndTime(one.last_at), class: "clock" },
    { head: words.times, cell: (one) => one.count, class: "number" },
    {
      head: words.seen,
      cell: (one) =>
        one.acknowledged_at
          ? filled(words.seen_by, { name: one.acknowledged_by, at: dayAndTime(one.acknowledged_at) })
          : onSeen && <Button onClick={() => onSeen(one)}>{words.acknowledge}</Button>,
    },
  ];
}

/** 告警: each with its start and end, and who has looked at it. */
export default function AlarmsPage() {
  const words = pageWords();
  const { query } = place.value;
  const wanted = {
    ...periodOf(query),
    ...Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]])),
  };
  const list = useList<Alarm>(
    (cursor) => api.get(PATH, { query: { ...wanted, limit: 50, ...(cursor && { cursor }) } }),
    JSON.stringify(wanted),
  );
  const acknowledge = (alarm: Alarm): void => {
    api.post("/alarms/{id}/acknowledge", { path: { id: String(alarm.id) } }).then(list.reload, toastProblem);
  };
  return (
    <ListPage
      class="alarms"
      title={words.alarms}
      head={
        <FilterBar>
          <ChoiceFilter
            name="open"
            label={words.state}
            options={[
              ["true", words.on],
              ["false", words.off],
            ]}
          />
          <ChoiceFilter
            name="acknowledged"
            label={words.seen}
            options={[
              ["false", words.not_seen],
              ["true", words.acknowledged],
            ]}
          />
          <ChoiceFilter name="kind" label={words.kind} options={Object.entries(kindWords())} />
          <DateRange />
        </FilterBar>
      }
    >
      <ListTable
        label={words.alarms}
        list={list}
        columns={columnsOf(me.value && supervises(me.value) ? acknowledge : null)}
        keyOf={(one) => one.id}
        empty={words.none}
        rowProps={(one) => ({ "data-alarm": String(one.id) })}
      />
    </ListPage>
  );
}
