/** Apache ECharts with only those parts that the pages use. Add a kind of chart here when a page needs it. */
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart,
  CanvasRenderer,
  DataZoomComponent,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
]);

const SERIES = ["--talking", "--ringing", "--ready", "--wrapup", "--bad", "--callback", "--paused"];

function themeOf(box: HTMLElement): object {
  const style = getComputedStyle(box);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    axisLine: { lineStyle: { color: colour("--line-strong") } },
    axisLabel: { color: colour("--quiet") },
    nameTextStyle: { color: colour("--quiet") },
    splitLine: { lineStyle: { color: colour("--line") } },
  };
  return {
    color: SERIES.map(colour),
    backgroundColor: "transparent",
    textStyle: { color: colour("--ink"), fontFamily: style.fontFamily },
    legend: { textStyle: { color: colour("--ink") } },
    tooltip: {
      renderMode: "richText",
      backgroundColor: colour("--card"),
      borderColor: colour("--line-strong"),
      textStyle: { color: colour("--ink") },
    },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    visualMap: { textStyle: { color: colour("--quiet") } },
  };
}

/** Draw a chart that follows the size of its box; returns what removes it. */
export function draw(box: HTMLDivElement, option: EChartsCoreOption): () => void {
  const chart = init(box, themeOf(box), { renderer: "canvas" });
  chart.setOption({ animationDuration: 300, ...option });
  const sized = new ResizeObserver(() => chart.resize());
  sized.observe(box);
  return () => {
    sized.disconnect();
    chart.dispose();
  };
}
