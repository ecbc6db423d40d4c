import { type ReactNode, useMemo } from "react";
import { formatWhole } from "../../format/format-value.ts";
import { barsOf, ticks } from "../chart-data.ts";
import type { PlotProps } from "./line-plot.tsx";
import { GridLines, plotArea, scale } from "./plot-frame.tsx";

/** Narrower bars get no words under them: their tooltips have them. */
const LABEL_PX = 34;

/** A bar for each row, in the order of the rows. */
export function BarPlot({ rows, x, y, width, height, label }: PlotProps): ReactNode {
  const { labels, values, left } = useMemo(() => barsOf(rows, x, y), [rows, x, y]);
  const area = plotArea(width, height);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const placeY = scale(low, high, area.bottom, area.top);
  const slotPx = (area.right - area.left) / Math.max(1, values.length);
  const barPx = Math.max(1, Math.min(48, slotPx * 0.72));
  const lettersMax = Math.max(1, Math.floor(slotPx / 6));
  const cut = left === 0 ? "" : `; ${formatWhole(left)} more rows are not drawn`;
  return (
    <svg role="img" aria-label={`${label}: ${values.length} bars${cut}`} width={width} height={height}>
      <GridLines area={area} values={ticks(low, high, Math.max(2, height / 50), "number")} place={placeY} />
      {values.map((value, index) => {
        const middle = area.left + slotPx * (index + 0.5);
        const words = labels[index] ?? "";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars stand in the order of the rows, whose names may repeat.
          <g key={index}>
            <title>{`${words}: ${value}`}</title>
            <rect
              x={middle - barPx / 2}
              width={barPx}
              y={Math.min(placeY(value), placeY(0))}
              height={Math.max(1, Math.abs(placeY(value) - placeY(0)))}
              className="fill-s1"
            />
            {slotPx >= LABEL_PX && (
              <text x={middle} y={height - 8} textAnchor="middle" className="fill-t3 text-axis">
                {words.length > lettersMax ? `${words.slice(0, lettersMax - 1)}…` : words}
              </text>
            )}
          </g>
        );
      })}
      {left > 0 && (
        <text x={area.right} y={area.top + 6} textAnchor="end" className="fill-warn-text text-meta">
          The first {values.length} rows; {formatWhole(left)} more are not drawn
        </text>
      )}
    </svg>
  );
}
