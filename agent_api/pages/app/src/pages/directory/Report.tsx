import { useEffect, useState } from "preact/hooks";
import { api } from "../../api/client";
import { centreDay, duration, UNKNOWN } from "../../lib/clock";
import { Empty } from "../../ui/Empty";
import { Field } from "../../ui/Field";
import { type Column, Table } from "../../ui/Table";
import { toastProblem } from "../../ui/Toast";
import { transferReasonWords } from "../../words/transfers";
import { type Target, together } from "./picking_up";
import { words as directoryWords, extraWords } from "./texts";

const DAY_MS = 86_400_000;

const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
const percent = (one: Target): string => `${((one.answered / one.transfers) * 100).toFixed(0)}%`;

function whyNot(one: Target): string {
  const known: Record<string, string> = { ...transferReasonWords(), ...directoryWords().reason };
  return Object.entries(one.reasons)
    .sort(([, some], [, other]) => other - some)
    .map(([reason, count]) => `${known[reason] ?? reason} ${count}`)
    .join(extraWords().comma);
}

function columnsOf(words: ReturnType<typeof directoryWords>): Column<Target>[] {
  return [
    { head: words.name, cell: (one) => (one.target ? one.name : words.other_numbers), isName: true },
    { head: words.transfers, cell: (one) => one.transfers },
    {
      head: words.success_rate,
      class: "bar-cell",
      cell: (one) => (
        <>
          <meter
            aria-label={words.success_rate}
            min={0}
            max={1}
            low={0.6}
            high={0.9}
            optimum={1}
            value={one.answered / one.transfers}
          />{" "}
          {percent(one)}
        </>
      ),
    },
    {
      head: words.mean_answer,
      cell: (one) => (one.answered ? duration(one.waited_s / one.answered) : UNKNOWN),
    },
    { head: words.worst_answer, cell: (one) => duration(one.worst_answer_s) },
    { head: words.why_not, cell: whyNot, class: "quiet" },
  ];
}

/** Who does not pick up. */
export function Report() {
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const [targets, setTargets] = useState<Target[] | null>(null);
  const words = directoryWords();

  useEffect(() => {
    const today = (at?: string): void => {
      const day = centreDay(at);
      setSince(`${day.slice(0, 8)}01`);
      setUntil(day);
    };
    api.get("/wall").then(
      (wall) => today(wall.as_of ?? undefined),
      () => today(),
    );
  }, []);

  useEffect(() => {
    if (!since || !until || until < since) return;
    let isOld = false;
    api
      .get("/figures/transfers", { query: { from: since, to: dayAfter(until), by: "month" } })
      .then(({ items }) => !isOld && setTargets(together(items)), toastProblem);
    return () => {
      isOld = true;
    };
  }, [since, until]);

  return (
    <section class="card" aria-labelledby="report-title">
      <div class="row">
        <h2 id="report-title" class="wide">
          {words.report}
        </h2>
        <Field label={words.since}>
          <input
            id="since"
            type="date"
            required
            value={since}
            onChange={(event) => setSince(event.currentTarget.value)}
          />
        </Field>
        <Field label={words.until}>
          <input
            id="until"
            type="date"
            required
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </Field>
      </div>
      <div id="report">
        {targets?.length === 0 && <Empty>{words.no_transfers}</Empty>}
        {targets && targets.length > 0 && (
          <Table
            label={words.report}
            columns={columnsOf(words)}
            rows={targets}
            keyOf={(one) => one.target}
            rowProps={(one) => ({ "data-target": one.target })}
          />
        )}
      </div>
    </section>
  );
}
