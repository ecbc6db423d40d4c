import type { ReactNode } from "react";
import { timestampText } from "../../../engine/export/cell-text.ts";
import { formatCount } from "../../format/format-value.ts";
import type { AxisKind } from "../chart-data.ts";

/** The room around the drawing for the axes, in CSS pixels. */
export const PLOT_PADDING = { left: 58, right: 16, top: 10, bottom: 24 } as const;

export type PlotArea = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

export function plotArea(width: number, height: number): PlotArea {
  return {
    left: PLOT_PADDING.left,
    right: Math.max(PLOT_PADDING.left + 1, width - PLOT_PADDING.right),
    top: PLOT_PADDING.top,
    bottom: Math.max(PLOT_PADDING.top + 1, height - PLOT_PADDING.bottom),
  };
}

/** A place on an axis for each value of a range. */
export function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = to - from;
  return (value) => (span === 0 ? (start + end) / 2 : start + ((value - from) / span) * (end - start));
}

/** An axis value in few characters; times lose what all of the span has in common. */
export function axisText(value: number, kind: AxisKind, spanUs: number): string {
  if (kind !== "time") return formatCount(Number(value.toPrecision(12)));
  const text = timestampText(BigInt(Math.round(value)));
  const [date = "", clock = ""] = text.split(" ");
  if (spanUs > 4 * 86_400_000_000) return date;
  return spanUs > 86_400_000_000 ? `${date.slice(5)} ${clock.slice(0, 5)}` : clock.slice(0, 8);
}

type GridLinesProps = {
  readonly area: PlotArea;
  readonly values: readonly number[];
  readonly place: (value: number) => number;
};

/** The horizontal lines with their values. */
export function GridLines({ area, values, place }: GridLinesProps): ReactNode {
  return values.map((value) => (
    <g key={value}>
      <line x1={area.left} x2={area.right} y1={place(value)} y2={place(value)} className="stroke-line" />
      <text x={area.left - 6} y={place(value) + 3} textAnchor="end" className="fill-t3 text-axis">
        {axisText(value, "number", 0)}
      </text>
    </g>
  ));
}
