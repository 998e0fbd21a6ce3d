/** 满意度: how satisfied citizens were, by agent and by queue. Nothing while nobody has been asked. */
import { ExportButton } from "../../ui/ExportButton";
import { type Column, Table } from "../../ui/Table";
import { surveyAnswerWords } from "../../words/surveys";
import type { Report, Survey } from "./data";
import { asked } from "./period";
import { percent } from "./shown";
import { words as reportWords } from "./texts";

type Row = Survey["items"][number];

function SurveyTable({ survey, label }: { survey: Survey; label: string }) {
  const words = reportWords();
  const columns: Column<Row>[] = [
    { head: label, cell: (one) => one.name || one.key || words.nobody, isName: true },
    { head: words.asked, cell: (one) => one.asked, class: "number" },
    { head: words.rated, cell: (one) => one.answered, class: "number" },
    { head: words.satisfied_rate, cell: (one) => percent(one.rate), class: "number" },
    ...Object.entries(surveyAnswerWords()).map(
      ([answer, word]): Column<Row> => ({
        head: word,
        cell: (one) => one.answers[answer] ?? 0,
        class: "number",
      }),
    ),
  ];
  const total: Row = { key: "", name: words.total, ...survey.totals };
  return (
    <Table
      label={`${words.survey}: ${label}`}
      columns={columns}
      rows={[...survey.items, total]}
      keyOf={(one) => (one === total ? " " : one.key)}
      rowClass={(one) => (one === total ? "total" : "")}
    />
  );
}

export function SurveyCard({ report }: { report: Report }) {
  const words = reportWords();
  const { agent, queue } = report.survey;
  if (agent.totals.asked === 0) return null;
  const { period } = report;
  return (
    <section class="card broad" aria-label={words.survey}>
      <div class="row">
        <h2>{words.survey}</h2>
        <ExportButton
          path="/figures/survey"
          query={{ ...asked(period), by: "agent" }}
          name={`survey-${period.from}-${period.to}`}
        />
      </div>
      <SurveyTable survey={queue} label={words.queue} />
      <SurveyTable survey={agent} label={words.agent} />
    </section>
  );
}
