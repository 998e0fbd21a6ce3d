import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "preact/hooks";
import { theme } from "../lib/theme";

export type ChartOption = EChartsCoreOption;

interface ChartProps {
  /** what the chart shows, in words: the table below it has the figures for those who cannot see it */
  label: string;
  option: ChartOption;
  class?: string;
}

/** A chart of ECharts, which is loaded when the first one is drawn. Colours come from the theme. Tooltips are drawn on the
 *  canvas (`renderMode: "richText"` is set): the policy of the pages allows no style attributes in markup. */
export function Chart({ label, option, class: more = "" }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const look = theme();
  useEffect(() => {
    let gone = false;
    let undo = (): void => {};
    void import("./echarts").then(({ draw }) => {
      if (!gone && box.current) undo = draw(box.current, option);
    });
    return () => {
      gone = true;
      undo();
    };
  }, [option, look]);
  return <div ref={box} class={`chart ${more}`} role="img" aria-label={label} />;
}
