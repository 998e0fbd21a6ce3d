import { api } from "../../api/client";
import type { TicketRow } from "../../api/types";
import { dayAndTime } from "../../lib/clock";
import { useList } from "../../lib/list";
import { reason, withReason } from "../../lib/reason";
import { place } from "../../shell/router";
import { Badge } from "../../ui/Badge";
import { DateRange, periodOf } from "../../ui/DateRange";
import { ExportButton } from "../../ui/ExportButton";
import { ChoiceFilter, FilterBar, TextFilter } from "../../ui/FilterBar";
import { goTo, ListPage, openOne } from "../../ui/ListPage";
import { ReasonField } from "../../ui/ReasonField";
import { type Column, ListTable } from "../../ui/Table";
import { categoryWords } from "../../words/tickets";
import { TicketDetail } from "./TicketDetail";
import { words as pageWords } from "./texts";

const PATH = "/tickets";
const FILTERS = ["q", "status", "category", "caller", "called", "agent", "origin"];

export function StatusBadge({ status }: { status: string }) {
  const words = pageWords();
  return status === "open" ? (
    <Badge level="warn">{words.open}</Badge>
  ) : (
    <Badge level="good">{words.closed}</Badge>
  );
}

function columnsOf(words: ReturnType<typeof pageWords>): Column<TicketRow>[] {
  const categories: Record<string, string> = categoryWords();
  return [
    { head: words.number, cell: (one) => one.number, isName: true, class: "clock" },
    { head: words.created, cell: (one) => dayAndTime(one.created_at), class: "clock" },
    { head: words.status, cell: (one) => <StatusBadge status={one.status} /> },
    { head: words.category, cell: (one) => one.category && categories[one.category] },
    { head: words.subject, cell: (one) => one.subject, class: "fill" },
    { head: words.caller, cell: (one) => one.caller, class: "clock" },
    { head: words.hotline, cell: (one) => one.called_name || one.called },
    { head: words.agent, cell: (one) => one.agent },
  ];
}

/** 工单: every ticket, by every filter together; one with its notes and changes beside the list. */
export default function TicketsPage() {
  const words = pageWords();
  const { query } = place.value;
  const wanted = {
    ...periodOf(query),
    ...Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]])),
  };
  const list = useList<TicketRow>(
    (cursor) =>
      api.get(PATH, { query: { ...wanted, limit: 50, ...(cursor && { cursor }) }, ...withReason() }),
    JSON.stringify([wanted, reason.value]),
  );
  const open = openOne(PATH);
  const categories = Object.entries(categoryWords()).filter(([code]) => code);
  return (
    <ListPage
      class="tickets"
      title={words.tickets}
      head={
        <>
          <FilterBar>
            <DateRange />
            <TextFilter name="q" label={words.search} maxLength={100} />
            <ChoiceFilter
              name="status"
              label={words.status}
              options={[
                ["open", words.open],
                ["closed", words.closed],
              ]}
            />
            <ChoiceFilter name="category" label={words.category} options={categories} />
            <TextFilter name="caller" label={words.caller} maxLength={64} />
            <TextFilter name="called" label={words.called} maxLength={64} />
            <TextFilter name="agent" label={words.agent} maxLength={64} />
            <ReasonField />
          </FilterBar>
          <ExportButton path={PATH} query={wanted} name="tickets" reason={reason.value} />
        </>
      }
    >
      <ListTable
        label={words.tickets}
        list={list}
        columns={columnsOf(words)}
        keyOf={(one) => one.number}
        empty={words.none}
        onOpen={(one) => goTo(PATH, one.number)}
        isChosen={(one) => one.number === open}
        rowProps={(one) => ({ "data-ticket": one.number })}
      />
      {open && <TicketDetail key={open} number={open} onClose={() => goTo(PATH, null)} />}
    </ListPage>
  );
}
