import { useMemo } from "preact/hooks";
import { language } from "../../lib/language";
import { Chart, type ChartOption } from "../../ui/Chart";
import { words } from "./texts";
import type { Curve } from "./wall";

const HOURS_BETWEEN = 3;

/** 08:30, by the place in the day. */
function timeOf(curve: Curve, place: number): string {
  const minutes = (place * curve.step_s) / 60;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function optionOf(curve: Curve): ChartOption {
  const said = words();
  const count = Math.max(curve.usual.length, curve.today.length, Math.round(86_400 / curve.step_s));
  const size = Math.max(11, Math.round(window.innerWidth * 0.0088));
  const each = Math.round((HOURS_BETWEEN * 3600) / curve.step_s);
  return {
    animation: false,
    grid: { left: 8, right: 12, top: size * 2.2, bottom: 4, containLabel: true },
    legend: { top: 0, right: 0, textStyle: { fontSize: size }, data: [said.today, said.usual] },
    xAxis: {
      type: "category",
      data: Array.from({ length: count }, (_, place) => timeOf(curve, place)),
      axisLabel: { fontSize: size, interval: each - 1 },
      axisTick: { show: false },
    },
    yAxis: { type: "value", minInterval: 1, splitNumber: 3, axisLabel: { fontSize: size } },
    series: [
      { name: said.today, type: "bar", data: curve.today, barCategoryGap: "12%" },
      {
        name: said.usual,
        type: "line",
        data: curve.usual,
        symbol: "none",
        smooth: true,
        lineStyle: { width: 3, type: [6, 4] },
      },
    ],
  };
}

/** The calls of today by half hours, beside those of a usual day. */
export function DayCurve({ curve }: { curve: Curve }) {
  const said = words();
  const form = JSON.stringify([curve, language.value]);
  const option = useMemo(() => optionOf(curve), [form]);
  const sum = curve.today.reduce((all, one) => all + one, 0);
  return (
    <div class="panel curve">
      <h2>{said.curve}</h2>
      <Chart label={`${said.curve}: ${sum}`} option={option} />
    </div>
  );
}
