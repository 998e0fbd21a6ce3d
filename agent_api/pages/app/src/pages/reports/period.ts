/** Which days a report is of, by what step, and which earlier days it is compared with. Days are the centre's. */
import { centreDay } from "../../lib/clock";

export const STEPS = ["half_hour", "hour", "day", "week", "month", "quarter", "year"] as const;
export type Step = (typeof STEPS)[number];

/** The longest period that the API gives by each step, in days. */
const MOST_DAYS: Record<Step, number> = {
  half_hour: 31,
  hour: 62,
  day: 400,
  week: 1500,
  month: 3700,
  quarter: 3700,
  year: 3700,
};
const DAY_MS = 86_400_000;

export interface Period {
  /** the first day, and the last one, which counts */
  from: string;
  to: string;
  by: Step;
}

export const daysOf = ({ from, to }: Pick<Period, "from" | "to">): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

export const moved = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The step that makes a readable chart of so many days. */
function stepFor(days: number): Step {
  if (days <= 2) return "half_hour";
  if (days <= 92) return "day";
  return days <= 400 ? "week" : "month";
}

const isDay = (text: string | undefined): text is string => !!text && !Number.isNaN(Date.parse(text));

/** What the address says; the last seven days when it says nothing, a finer step than the API gives is left out. */
export function periodIn(query: Record<string, string>): Period {
  const to = isDay(query["to"]) ? query["to"] : centreDay();
  const first = isDay(query["from"]) ? query["from"] : moved(to, -6);
  const from = daysOf({ from: first, to }) > 0 ? first : to;
  const days = daysOf({ from, to });
  const asked = STEPS.find((step) => step === query["by"]);
  return { from, to, by: asked && days <= MOST_DAYS[asked] ? asked : stepFor(days) };
}

export const allowedSteps = (period: Period): Step[] =>
  STEPS.filter((step) => daysOf(period) <= MOST_DAYS[step]);

/** The same days of the week before; as many whole weeks before as the period is long. */
export function earlier(period: Period): Period {
  const back = Math.ceil(daysOf(period) / 7) * 7;
  return { ...period, from: moved(period.from, -back), to: moved(period.to, -back) };
}

/** As the API is asked: its end is exclusive. */
export const asked = ({ from, to }: Pick<Period, "from" | "to">): { from: string; to: string } => ({
  from,
  to: moved(to, 1),
});

/** The name of a period on an axis: the clock, the day, or what the API calls it. */
export function axisName(name: string, by: Step, days: number): string {
  if (by === "half_hour" || by === "hour") {
    const clock = name.slice(11, 16);
    return days <= 1 ? clock : `${name.slice(5, 10)} ${clock}`;
  }
  return by === "day" ? name.slice(5) : name;
}
