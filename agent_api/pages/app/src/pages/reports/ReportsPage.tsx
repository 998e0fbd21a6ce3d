import { useEffect, useMemo } from "preact/hooks";
import { filled } from "../../lib/language";
import { switchTheme, theme } from "../../lib/theme";
import { place, setQuery } from "../../shell/router";
import { Button } from "../../ui/Button";
import { Chart, type ChartOption } from "../../ui/Chart";
import { DateRange } from "../../ui/DateRange";
import { Empty } from "../../ui/Empty";
import { ExportButton } from "../../ui/ExportButton";
import { Field } from "../../ui/Field";
import { ChoiceFilter, FilterBar } from "../../ui/FilterBar";
import { type Report, useReport } from "./data";
import { agents, heat, rates, reasons, transfers, volume } from "./options";
import { allowedSteps, asked, earlier, type Period, periodIn } from "./period";
import { SurveyCard } from "./SurveyCard";
import { AgentTable, PeriodTable, QueueTable, TargetTable } from "./Tables";
import { Tiles } from "./Tiles";
import { words as reportWords, stepWords } from "./texts";

const DRAWN_MS = 600;

/** On paper in the light theme, which the charts are drawn in first. */
async function print(): Promise<void> {
  const isDark = theme() === "dark";
  if (isDark) {
    switchTheme();
    await new Promise((drawn) => setTimeout(drawn, DRAWN_MS));
  }
  window.print();
  if (isDark) switchTheme();
}

function Figure(props: {
  title: string;
  report: Report;
  draw: (report: Report) => ChartOption;
  class?: string;
}) {
  const { title, report, draw, class: more = "" } = props;
  const look = theme();
  const option = useMemo(() => draw(report), [report, draw, look, title]);
  return (
    <section class={`card ${more}`} aria-label={title}>
      <h2>{title}</h2>
      <Chart label={title} option={option} />
    </section>
  );
}

function StepFilter({ period }: { period: Period }) {
  const steps = stepWords();
  const isChosen = allowedSteps(period).some((step) => step === place.value.query["by"]);
  return (
    <Field label={reportWords().by}>
      <select
        name="by"
        value={isChosen ? period.by : ""}
        onChange={(event) => setQuery({ by: event.currentTarget.value })}
      >
        <option value="">
          {isChosen ? reportWords().auto : `${reportWords().auto} (${steps[period.by]})`}
        </option>
        {allowedSteps(period).map((step) => (
          <option key={step} value={step}>
            {steps[step]}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Filters({
  period,
  queues,
}: {
  period: Period;
  queues: readonly { queue: string; title: string }[];
}) {
  const words = reportWords();
  const { from, compare } = place.value.query;
  useEffect(() => {
    if (!from) setQuery({ from: period.from, to: period.to }); // the fields say what is shown
  }, [from, period.from, period.to]);
  return (
    <FilterBar>
      <DateRange />
      <StepFilter period={period} />
      <ChoiceFilter name="queue" label={words.queue} options={queues.map((one) => [one.queue, one.title])} />
      <label class="choice">
        <input
          type="checkbox"
          checked={compare !== "no"}
          onChange={(event) => setQuery({ compare: event.currentTarget.checked ? undefined : "no" })}
        />
        {words.compare}
      </label>
    </FilterBar>
  );
}

function Charts({ report }: { report: Report }) {
  const words = reportWords();
  return (
    <div class="charts">
      <Figure title={words.volume} report={report} draw={volume} class="broad" />
      <Figure title={words.rates} report={report} draw={rates} class="broad" />
      <Figure title={words.heat} report={report} draw={heat} />
      <Figure title={words.reasons} report={report} draw={reasons} />
      {report.targets.length > 0 && <Figure title={words.transfers} report={report} draw={transfers} />}
      {report.agents.length > 0 && <Figure title={words.agents} report={report} draw={agents} />}
    </div>
  );
}

function Figures({ report }: { report: Report }) {
  const words = reportWords();
  return (
    <div class="tables">
      <section class="card broad" aria-label={words.by_period}>
        <h2>{words.by_period}</h2>
        <PeriodTable report={report} />
      </section>
      <section class="card broad" aria-label={words.by_queue}>
        <h2>{words.by_queue}</h2>
        <QueueTable queues={report.traffic.queues} />
      </section>
      <SurveyCard report={report} />
      <section class="card" aria-label={words.transfers}>
        <h2>{words.transfers}</h2>
        <TargetTable targets={report.targets} />
      </section>
      <section class="card" aria-label={words.agents}>
        <h2>{words.agents}</h2>
        <AgentTable agents={report.agents} />
      </section>
    </div>
  );
}

/** 报表: charts first, the figures behind them below. */
export default function ReportsPage() {
  const words = reportWords();
  const { query } = place.value;
  const period = periodIn(query);
  const queue = query["queue"];
  const compares = query["compare"] !== "no";
  const { report, busy } = useReport(period, queue, compares);
  const before = earlier(period);
  return (
    <div class="page reports" aria-busy={busy}>
      <Filters period={period} queues={report?.traffic.queues ?? []} />
      <div class="head">
        <h2>
          {period.from} – {period.to}{" "}
          <small class="quiet">
            {stepWords()[period.by]}
            {compares && ` · ${filled(words.compared, { from: before.from, to: before.to })}`}
          </small>
        </h2>
        <ExportButton
          path="/figures/traffic"
          query={{ ...asked(period), by: period.by, queue }}
          name={`traffic-${period.from}-${period.to}`}
        />
        <Button class="no-print" onClick={() => void print()}>
          {words.print}
        </Button>
      </div>
      {report && !report.traffic.complete && <p class="notice">{words.incomplete}</p>}
      {!report && busy && <Empty>{words.loading}</Empty>}
      {report && <Tiles report={report} />}
      {report && report.traffic.totals.offered === 0 && <Empty>{words.none}</Empty>}
      {report && report.traffic.totals.offered > 0 && <Charts report={report} />}
      {report && report.traffic.totals.offered > 0 && <Figures report={report} />}
    </div>
  );
}
