import { type ReactNode, useMemo, useState } from "react";
import type { QueryRows } from "../../stores/query-store.ts";
import { axisKind, pointsOf, thin, ticks } from "../chart-data.ts";
import { axisText, GridLines, plotArea, scale } from "./plot-frame.tsx";

export type PlotProps = {
  readonly rows: QueryRows;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
};

/** Points joined in the order of x, with the nearest point's values under the pointer. */
export function LinePlot({ rows, x, y, width, height, label }: PlotProps): ReactNode {
  const [pointerX, setPointerX] = useState<number>();
  const kind = axisKind(rows.types[x] ?? "");
  const points = useMemo(() => pointsOf(rows, x, y), [rows, x, y]);
  const area = plotArea(width, height);
  const drawn = useMemo(() => thin(points, Math.max(1, width)), [points, width]);
  const low = Math.min(0, ...drawn.ys);
  const high = Math.max(0, ...drawn.ys);
  const firstX = drawn.xs[0] ?? 0;
  const lastX = drawn.xs.at(-1) ?? 0;
  const placeX = scale(firstX, lastX, area.left, area.right);
  const placeY = scale(low, high, area.bottom, area.top);
  const line = drawn.xs.map((value, index) => `${placeX(value)},${placeY(drawn.ys[index] ?? 0)}`).join(" ");
  const nearest = pointerX === undefined ? undefined : nearestIndex(drawn.xs.map(placeX), pointerX);
  return (
    <svg
      role="img"
      aria-label={`${label}: ${points.xs.length} points, from ${axisText(low, "number", 0)} to ${axisText(high, "number", 0)}`}
      width={width}
      height={height}
      onPointerMove={(event) => setPointerX(event.clientX - event.currentTarget.getBoundingClientRect().left)}
      onPointerLeave={() => setPointerX(undefined)}
    >
      <GridLines area={area} values={ticks(low, high, Math.max(2, height / 50), "number")} place={placeY} />
      {ticks(firstX, lastX, Math.max(2, width / 110), kind).map((value) => (
        <text key={value} x={placeX(value)} y={height - 8} textAnchor="middle" className="fill-t3 text-axis">
          {axisText(value, kind, lastX - firstX)}
        </text>
      ))}
      <polyline points={line} fill="none" strokeWidth={1.5} strokeLinejoin="round" className="stroke-s1" />
      {drawn.xs.length <= 60 &&
        drawn.xs.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: points have no name, and several may lie in one place.
          <circle key={index} cx={placeX(value)} cy={placeY(drawn.ys[index] ?? 0)} r={2} className="fill-s1" />
        ))}
      {nearest !== undefined && (
        <g pointerEvents="none">
          <line
            x1={placeX(drawn.xs[nearest] ?? 0)}
            x2={placeX(drawn.xs[nearest] ?? 0)}
            y1={area.top}
            y2={area.bottom}
            className="stroke-line-strong"
          />
          <text x={area.right} y={area.top + 8} textAnchor="end" className="fill-t1 text-meta">
            {axisText(drawn.xs[nearest] ?? 0, kind, kind === "time" ? 172_800_000_000 : 0)}: {drawn.ys[nearest]}
          </text>
        </g>
      )}
    </svg>
  );
}

function nearestIndex(places: readonly number[], at: number): number | undefined {
  let best: number | undefined;
  for (const [index, place] of places.entries()) {
    if (best === undefined || Math.abs(place - at) < Math.abs((places[best] ?? 0) - at)) best = index;
  }
  return best;
}
