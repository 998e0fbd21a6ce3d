/** The charts of a report, as options of ECharts. */
import type { ChartOption } from "../../ui/Chart";
import { missedWords } from "../../words/calls";
import type { Report, Traffic } from "./data";
import { axisName, daysOf } from "./period";
import { words as reportWords } from "./texts";

const STANDARD = 0.95;

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const percent = (rate: unknown): string => (typeof rate === "number" ? `${(rate * 100).toFixed(1)}%` : "—");

const GRID = { left: 8, right: 16, top: 36, bottom: 4, containLabel: true };

function axisOf({ traffic, period }: Report): string[] {
  return traffic.items.map((one) => axisName(one.period, period.by, daysOf(period)));
}

const zoom = (points: number): object => (points > 80 ? { dataZoom: [{ type: "inside" }] } : {});

/** What came, by what became of it; the line is the period before. */
export function volume(report: Report): ChartOption {
  const words = reportWords();
  const { items } = report.traffic;
  const missed = (one: (typeof items)[number]): number =>
    Object.values(one.missed).reduce((sum, count) => sum + count, 0);
  const bars = [
    { name: words.answered, data: items.map((one) => one.answered), color: colour("--talking") },
    { name: words.missed, data: items.map(missed), color: colour("--bad") },
    { name: words.unknown, data: items.map((one) => one.unknown), color: colour("--offline") },
  ].filter(({ name, data }) => name !== words.unknown || data.some(Boolean));
  const before = report.before?.items.map((one) => one.offered) ?? [];
  const line = { name: words.before, type: "line", data: before, symbol: "none", color: colour("--quiet") };
  return {
    grid: GRID,
    legend: { top: 0 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: axisOf(report) },
    yAxis: { type: "value", minInterval: 1 },
    series: [
      ...bars.map((bar) => ({ ...bar, type: "bar", stack: "calls", barMaxWidth: 40 })),
      ...(before.length ? [{ ...line, lineStyle: { type: "dashed", width: 2 } }] : []),
    ],
    ...zoom(items.length),
  };
}

/** The connection rates against the standard's line. */
export function rates(report: Report): ChartOption {
  const words = reportWords();
  const { items } = report.traffic;
  const line = (name: string, data: (number | null)[], token: string): object => ({
    name,
    data,
    type: "line",
    color: colour(token),
    symbolSize: 5,
    connectNulls: true,
  });
  const known = items
    .flatMap((one) => [one.rolling_24h_lowest, one.service_level])
    .filter((one) => one !== null);
  const least = Math.min(0.9, ...known);
  return {
    grid: { ...GRID, right: 76 },
    legend: { top: 0 },
    tooltip: { trigger: "axis", valueFormatter: percent },
    xAxis: { type: "category", data: axisOf(report), boundaryGap: items.length === 1 },
    yAxis: {
      type: "value",
      min: Math.max(0, Math.floor(least * 10) / 10),
      max: 1,
      axisLabel: { formatter: (rate: number) => `${Math.round(rate * 100)}%` },
    },
    series: [
      {
        ...line(
          words.rolling,
          items.map((one) => one.rolling_24h_lowest),
          "--talking",
        ),
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: colour("--bad"), type: "dashed" },
          label: { formatter: words.standard, color: colour("--bad") },
          data: [{ yAxis: STANDARD }],
        },
      },
      line(
        words.service_level,
        items.map((one) => one.service_level),
        "--ready",
      ),
      line(
        words.broad_rate,
        items.map((one) => one.broad_rate),
        "--wrapup",
      ),
    ],
    ...zoom(items.length),
  };
}

/** How many Mondays, Tuesdays and so on lie within the report. */
function weekdaysIn(traffic: Traffic, days: number): number[] {
  const counts = [0, 0, 0, 0, 0, 0, 0];
  const first = (new Date(traffic.from.slice(0, 10)).getUTCDay() + 6) % 7;
  for (let day = 0; day < days; day += 1) counts[(first + day) % 7] = (counts[(first + day) % 7] ?? 0) + 1;
  return counts;
}

export function heat(report: Report): ChartOption {
  const words = reportWords();
  const counts = weekdaysIn(report.traffic, daysOf(report.period));
  const data = report.traffic.hours.map(({ weekday, hour, offered }) => [
    hour,
    weekday - 1,
    Math.round((offered / Math.max(1, counts[weekday - 1] ?? 1)) * 10) / 10,
  ]);
  return {
    grid: { ...GRID, top: 8, bottom: 44 },
    tooltip: {},
    xAxis: { type: "category", data: Array.from({ length: 24 }, (_, hour) => hour) },
    yAxis: { type: "category", data: words.weekdays, inverse: true },
    visualMap: {
      min: 0,
      max: Math.max(1, ...data.map((one) => one[2] ?? 0)),
      calculable: false,
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemHeight: 120,
      inRange: { color: [colour("--sunk"), colour("--talking"), colour("--wrapup"), colour("--bad")] },
    },
    series: [{ type: "heatmap", data, itemStyle: { borderColor: colour("--card"), borderWidth: 1 } }],
  };
}

/** Bars that lie, the longest at the top. */
function lying(rows: readonly (readonly [string, number])[], token: string, name: string): ChartOption {
  return {
    grid: { ...GRID, top: 4 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "value", minInterval: 1 },
    yAxis: { type: "category", data: rows.map(([label]) => label), inverse: true, axisTick: { show: false } },
    series: [
      {
        name,
        type: "bar",
        barMaxWidth: 22,
        data: rows.map(([, count]) => count),
        color: colour(token),
        label: { show: true, position: "right", color: colour("--ink") },
      },
    ],
  };
}

export function reasons({ traffic }: Report): ChartOption {
  const words = reportWords();
  const named: Record<string, string> = missedWords();
  const rows = Object.entries(traffic.totals.missed)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => [named[reason] ?? reason, count] as const);
  return lying(rows, "--bad", words.missed);
}

export function transfers({ targets }: Report): ChartOption {
  const words = reportWords();
  const some = [...targets].sort((one, other) => other.transfers - one.transfers).slice(0, 10);
  const bar = (name: string, data: number[], token: string): object => ({
    name,
    data,
    type: "bar",
    stack: "transfers",
    barMaxWidth: 22,
    color: colour(token),
  });
  return {
    grid: GRID,
    legend: { top: 0 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "value", minInterval: 1 },
    yAxis: {
      type: "category",
      data: some.map((one) => (one.target ? one.name : words.others)),
      inverse: true,
      axisTick: { show: false },
    },
    series: [
      bar(
        words.answered,
        some.map((one) => one.answered),
        "--ready",
      ),
      bar(
        words.not_answered,
        some.map((one) => one.transfers - one.answered),
        "--bad",
      ),
    ],
  };
}

export function agents({ agents: sums }: Report): ChartOption {
  const rows = sums.slice(0, 15).map((one) => [one.name || one.agent, one.answered] as const);
  return lying(rows, "--talking", reportWords().answered);
}
