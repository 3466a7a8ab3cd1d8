import { BarChart } from "chartist";
import { useEffect, useRef } from "react";
import type { Series } from "./usage.js";

interface Props {
  days: readonly string[];
  series: readonly Series[];
  /** There are no halves of what is counted. */
  whole: boolean;
  format(value: number): string;
}

const labelEvery = 5;

/** Bars by day, the groups on top of each other. The figures stand beside it in a table. */
export default function UsageChart({ days, series, whole, format }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chart = new BarChart(
      place.current,
      {
        labels: [...days],
        series: series.map(({ name, values }) => ({ name, data: values })),
      },
      {
        stackBars: true,
        height: "15rem",
        chartPadding: { top: 12, right: 4, bottom: 0, left: 4 },
        axisX: {
          showGrid: false,
          labelInterpolationFnc: (date, index) => (index % labelEvery === 0 ? String(date).slice(5) : null),
        },
        axisY: { offset: 52, onlyInteger: whole, labelInterpolationFnc: (value) => format(Number(value)) },
      },
    );
    chart.on("draw", (drawn) => {
      if (drawn.type !== "bar") return;
      const { name = "", values = [] } = series[drawn.seriesIndex] ?? {};
      drawn.element.elem("title").text(`${days[drawn.index]}, ${name}: ${format(values[drawn.index] ?? 0)}`);
    });
    return () => {
      chart.detach();
    };
  }, [days, series, whole, format]);

  const first = days[0];
  return (
    <div
      ref={place}
      className="usage-chart"
      role="img"
      aria-label={`Bars by day from ${first} to ${days.at(-1)}; the figures are in the table below`}
    />
  );
}
