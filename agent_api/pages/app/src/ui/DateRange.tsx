import { centreDay } from "../lib/clock";
import { place, setQuery } from "../shell/router";
import { Button } from "./Button";
import { Field } from "./Field";
import { uiWords } from "./texts";

interface DateRangeProps {
  /** the names in the address: the first day, and the last one (which counts) */
  from?: string;
  to?: string;
  label?: string;
}

/** Two days in the address, and the usual periods on a button. Days are the centre's. */
export function DateRange({ from = "from", to = "to", label }: DateRangeProps) {
  const words = uiWords();
  const query = place.value.query;
  const presets = [
    [words.today, 0, 0],
    [words.yesterday, -1, -1],
    [words.week, -6, 0],
    [words.month, -29, 0],
  ] as const;
  return (
    <fieldset class="date-range" aria-label={label ?? `${words.from} – ${words.to}`}>
      <Field label={words.from}>
        <input
          type="date"
          value={query[from] ?? ""}
          max={query[to]}
          onChange={(event) => setQuery({ [from]: event.currentTarget.value })}
        />
      </Field>
      <Field label={words.to}>
        <input
          type="date"
          value={query[to] ?? ""}
          min={query[from]}
          onChange={(event) => setQuery({ [to]: event.currentTarget.value })}
        />
      </Field>
      {presets.map(([text, first, last]) => (
        <Button
          key={text}
          onClick={() => setQuery({ [from]: centreDay(null, first), [to]: centreDay(null, last) })}
        >
          {text}
        </Button>
      ))}
    </fieldset>
  );
}

/** The API's period for two days of which the last one counts: its end is exclusive. */
export function periodOf(
  query: Record<string, string>,
  from = "from",
  to = "to",
): { from?: string; to?: string } {
  const last = query[to];
  const after = last && new Date(Date.parse(last) + 86_400_000).toISOString().slice(0, 10);
  return { ...(query[from] && { from: query[from] }), ...(after && { to: after }) };
}
