/** The figures behind the charts, for reading, printing and screen readers. */
import { duration, UNKNOWN } from "../../lib/clock";
import { type Column, Table } from "../../ui/Table";
import type { AgentSum, Report, Traffic, TrafficPeriod } from "./data";
import { axisName } from "./period";
import { percent } from "./shown";
import { missedOf } from "./Tiles";
import { words as reportWords } from "./texts";

type Words = ReturnType<typeof reportWords>;
type Row = Omit<TrafficPeriod, "rolling_24h" | "rolling_24h_lowest" | "from" | "to"> & {
  lowest: number | null;
};

function periodColumns(words: Words, withCallbacks: boolean): Column<Row>[] {
  const columns: Column<Row>[] = [
    { head: words.period, cell: (one) => one.period, isName: true },
    { head: words.offered, cell: (one) => one.offered, class: "number" },
    { head: words.answered, cell: (one) => one.answered, class: "number" },
    { head: words.missed, cell: missedOf, class: "number" },
    { head: words.connection_rate, cell: (one) => percent(one.connection_rate), class: "number" },
    { head: words.rolling, cell: (one) => percent(one.lowest), class: "number" },
    { head: words.service_level, cell: (one) => percent(one.service_level), class: "number" },
    { head: words.broad_rate, cell: (one) => percent(one.broad_rate), class: "number" },
    { head: words.asa, cell: (one) => duration(one.asa_s), class: "number" },
    { head: words.aht, cell: (one) => duration(one.aht_s), class: "number" },
    { head: words.longest, cell: (one) => duration(one.longest_wait_s), class: "number" },
    { head: words.occupancy, cell: (one) => percent(one.occupancy), class: "number" },
  ];
  if (!withCallbacks) return columns;
  return [
    ...columns,
    { head: words.callbacks, cell: (one) => one.callbacks?.callbacks ?? UNKNOWN, class: "number" },
    { head: words.reached, cell: (one) => one.callbacks?.reached ?? UNKNOWN, class: "number" },
    { head: words.callback_rate, cell: (one) => percent(one.callbacks?.callback_rate), class: "number" },
  ];
}

export function PeriodTable({ report }: { report: Report }) {
  const words = reportWords();
  const { items, totals } = report.traffic;
  const rows: Row[] = items.map((one) => ({
    ...one,
    period: axisName(one.period, report.period.by, 2),
    lowest: one.rolling_24h_lowest,
  }));
  const rates = items.flatMap(({ rolling_24h_lowest: rate }) => (rate === null ? [] : [rate]));
  const total: Row = { ...totals, period: words.total, lowest: rates.length ? Math.min(...rates) : null };
  return (
    <Table
      label={words.by_period}
      columns={periodColumns(
        words,
        items.some((one) => one.callbacks !== null),
      )}
      rows={[...rows, total]}
      keyOf={(one) => one.period}
      rowClass={(one) => (one === total ? "total" : "")}
    />
  );
}

type Queue = Traffic["queues"][number];

export function QueueTable({ queues }: { queues: readonly Queue[] }) {
  const words = reportWords();
  const columns: Column<Queue>[] = [
    { head: words.queue, cell: (one) => one.title, isName: true },
    { head: words.offered, cell: (one) => one.offered, class: "number" },
    { head: words.answered, cell: (one) => one.answered, class: "number" },
    { head: words.missed, cell: (one) => one.missed, class: "number" },
    { head: words.connection_rate, cell: (one) => percent(one.connection_rate), class: "number" },
    { head: words.service_level, cell: (one) => percent(one.service_level), class: "number" },
    { head: words.asa, cell: (one) => duration(one.asa_s), class: "number" },
    { head: words.talk, cell: (one) => duration(one.talk_s), class: "number" },
    { head: words.longest, cell: (one) => duration(one.longest_wait_s), class: "number" },
  ];
  return <Table label={words.by_queue} columns={columns} rows={queues} keyOf={(one) => one.queue} />;
}

export function TargetTable({ targets }: { targets: Report["targets"] }) {
  const words = reportWords();
  const columns: Column<(typeof targets)[number]>[] = [
    { head: words.target, cell: (one) => (one.target ? one.name : words.others), isName: true },
    { head: words.calls, cell: (one) => one.transfers, class: "number" },
    { head: words.answered, cell: (one) => one.answered, class: "number" },
    { head: words.connection_rate, cell: (one) => percent(one.answered / one.transfers), class: "number" },
    {
      head: words.mean_answer,
      cell: (one) => (one.answered ? duration(one.waited_s / one.answered) : UNKNOWN),
      class: "number",
    },
  ];
  return <Table label={words.transfers} columns={columns} rows={targets} keyOf={(one) => one.target} />;
}

export function AgentTable({ agents }: { agents: readonly AgentSum[] }) {
  const words = reportWords();
  const columns: Column<AgentSum>[] = [
    { head: words.agent, cell: (one) => (one.name ? `${one.name} ${one.agent}` : one.agent), isName: true },
    { head: words.answered, cell: (one) => one.answered, class: "number" },
    { head: words.taken, cell: (one) => one.taken, class: "number" },
    { head: words.reached, cell: (one) => one.reached, class: "number" },
    { head: words.callback_talk, cell: (one) => duration(one.talk_s), class: "number" },
  ];
  return <Table label={words.agents} columns={columns} rows={agents} keyOf={(one) => one.agent} />;
}
