/** The figures of the whole period, each beside that of the period before. */
import type { ComponentChildren } from "preact";
import { duration, UNKNOWN } from "../../lib/clock";
import type { Report, Traffic } from "./data";
import { percent } from "./shown";
import { words as reportWords } from "./texts";

const STANDARD = 0.95;
type Totals = Traffic["totals"];

interface TileProps {
  name: string;
  value: string;
  /** the change against the period before, and whether it is for the better */
  change?: { text: string; isGood: boolean | null } | null;
  note?: ComponentChildren;
  isBad?: boolean;
}

function Tile({ name, value, change, note, isBad }: TileProps) {
  const kind = change?.isGood === null ? "" : change?.isGood ? "good" : "worse";
  return (
    <div class={`tile ${isBad ? "bad" : ""}`}>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {change && <span class={`change ${kind}`}>{change.text}</span>}
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

type Change = TileProps["change"];

const arrow = (difference: number): string => (difference > 0 ? "▲" : "▼");

/** Of counts in per cent; more is neither better nor worse unless it is said. */
function counted(now: number, before: number | undefined, isBetterMore: boolean | null = null): Change {
  if (!before || now === before) return null;
  const share = (now - before) / before;
  const text = `${arrow(share)} ${Math.abs(share * 100).toFixed(0)}%`;
  return { text, isGood: isBetterMore === null ? null : share > 0 === isBetterMore };
}

/** Of rates in points. */
function rated(now: number | null, before: number | null | undefined): Change {
  if (now === null || before === null || before === undefined) return null;
  const points = Math.round((now - before) * 1000) / 10;
  return points ? { text: `${arrow(points)} ${Math.abs(points).toFixed(1)}`, isGood: points > 0 } : null;
}

/** Of times in seconds: less is better. */
function timed(now: number | null, before: number | null | undefined): Change {
  if (now === null || before === null || before === undefined) return null;
  const seconds = Math.round(now - before);
  return seconds ? { text: `${arrow(seconds)} ${duration(Math.abs(seconds))}`, isGood: seconds < 0 } : null;
}

export const missedOf = ({ missed }: Pick<Totals, "missed">): number =>
  Object.values(missed).reduce((sum, count) => sum + count, 0);

export function Tiles({ report }: { report: Report }) {
  const words = reportWords();
  const now = report.traffic.totals;
  const before = report.before?.totals;
  const rolling = report.traffic.items.flatMap(({ rolling_24h_lowest: rate }) =>
    rate === null ? [] : [rate],
  );
  const lowest = rolling.length ? Math.min(...rolling) : null;
  const isBelow = lowest !== null && lowest < STANDARD;
  const duties = now.callbacks;
  return (
    <dl class="tiles">
      <Tile name={words.offered} value={`${now.offered}`} change={counted(now.offered, before?.offered)} />
      <Tile
        name={words.connection_rate}
        value={percent(now.connection_rate)}
        change={rated(now.connection_rate, before?.connection_rate)}
      />
      <Tile
        name={words.rolling}
        value={percent(lowest)}
        note={isBelow ? words.below : words.lowest}
        isBad={isBelow}
      />
      <Tile
        name={words.service_level}
        value={percent(now.service_level)}
        change={rated(now.service_level, before?.service_level)}
      />
      <Tile
        name={words.missed}
        value={`${missedOf(now)}`}
        change={counted(missedOf(now), before && missedOf(before), false)}
      />
      <Tile
        name={words.broad_rate}
        value={percent(now.broad_rate)}
        change={rated(now.broad_rate, before?.broad_rate)}
      />
      <Tile name={words.asa} value={duration(now.asa_s)} change={timed(now.asa_s, before?.asa_s)} />
      <Tile name={words.aht} value={duration(now.aht_s)} change={timed(now.aht_s, before?.aht_s)} />
      <Tile
        name={words.longest}
        value={duration(now.longest_wait_s)}
        change={timed(now.longest_wait_s, before?.longest_wait_s)}
      />
      <Tile name={words.occupancy} value={percent(now.occupancy)} />
      <Tile
        name={words.callback_rate}
        value={percent(duties?.callback_rate)}
        change={rated(duties?.callback_rate ?? null, before?.callbacks?.callback_rate)}
        note={duties ? `${words.callbacks} ${duties.callbacks}` : UNKNOWN}
      />
      <Tile
        name={words.reach_rate}
        value={percent(duties?.reach_rate)}
        change={rated(duties?.reach_rate ?? null, before?.callbacks?.reach_rate)}
        note={duties ? `${words.reached} ${duties.reached}` : UNKNOWN}
      />
    </dl>
  );
}
