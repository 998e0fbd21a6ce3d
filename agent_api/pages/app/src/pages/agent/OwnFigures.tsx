/** What the agent has done today. Read again when something has ended, and every minute. */
import { useEffect, useState } from "preact/hooks";
import { type Answer, api } from "../../api/client";
import { duration } from "../../lib/clock";
import { texts } from "../../lib/language";
import { surveyAnswerWords } from "../../words/surveys";
import { percent } from "../reports/shown";

type Own = Answer<"get", "/figures/me">;

const AGAIN_MS = 60_000;

const ownWords = texts({
  zh: {
    today: "今日",
    answered: "接听",
    talk: "通话",
    mean: "平均通话",
    wrapup: "话后",
    ready: "示闲",
    paused: "示忙",
    callbacks: "回拨接通",
    transfers: "转接",
    satisfied: "满意率",
    no_reason: "未填原因",
  },
  en: {
    today: "Today",
    answered: "Answered",
    talk: "Talk",
    mean: "Mean talk",
    wrapup: "After-call",
    ready: "Ready",
    paused: "Paused",
    callbacks: "Reached",
    transfers: "Transfers",
    satisfied: "Satisfied",
    no_reason: "no reason",
  },
});

const sum = (some: Record<string, number>): number =>
  Object.values(some).reduce((total, one) => total + one, 0);

function useOwn(changes: number): Own | null {
  const [own, setOwn] = useState<Own | null>(null);
  useEffect(() => {
    let isOld = false;
    const read = (): void => {
      api.get("/figures/me").then(
        (found) => !isOld && setOwn(found),
        () => null, // the old ones stay; the desk itself says when the server is away
      );
    };
    read();
    const timer = setInterval(read, AGAIN_MS);
    return () => {
      isOld = true;
      clearInterval(timer);
    };
  }, [changes]);
  return own;
}

/** "满意 3", without those that nobody gave. */
const answersOf = (answers: Own["survey"]["answers"]): string[] =>
  Object.entries(surveyAnswerWords())
    .filter(([answer]) => answers[answer])
    .map(([answer, word]) => `${word} ${answers[answer]}`);

interface OwnFiguresProps {
  /** a number that changes when a call, a callback or a state of the agent has ended */
  changes?: number;
}

export function OwnFigures({ changes = 0 }: OwnFiguresProps) {
  const words = ownWords();
  const own = useOwn(changes);
  if (!own) return null;
  const pauses = Object.entries(own.pause_s).map(
    ([reason, seconds]) => `${reason || words.no_reason} ${duration(seconds)}`,
  );
  const figures: [string, string | number, string?][] = [
    [words.answered, own.answered],
    [words.talk, duration(own.talk_s)],
    [words.mean, duration(own.mean_talk_s)],
    [words.wrapup, duration(own.wrapup_s)],
    [words.ready, duration(own.ready_s)],
    [words.paused, duration(sum(own.pause_s)), pauses.join("\n")],
    [words.callbacks, `${own.callbacks.reached}/${own.callbacks.taken}`],
    [words.transfers, sum(own.transfers)],
  ];
  if (own.survey.asked > 0) {
    figures.push([words.satisfied, percent(own.survey.rate), answersOf(own.survey.answers).join("\n")]);
  }
  return (
    <section class="card own-figures" aria-label={words.today}>
      <h2>{words.today}</h2>
      <dl>
        {figures.map(([name, value, title]) => (
          <div key={name} title={title}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
