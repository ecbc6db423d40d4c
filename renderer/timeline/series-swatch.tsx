import type { ReactNode } from "react";
import type { SeriesStyle } from "../charts/series-style.ts";

/** A piece of a chart's line, as its legend shows it. */
export function SeriesSwatch({ style: { token, dash } }: { readonly style: SeriesStyle }): ReactNode {
  return (
    <svg width={16} height={8} className="shrink-0" aria-hidden="true">
      <line
        x1={0}
        y1={4}
        x2={16}
        y2={4}
        stroke={`var(${token})`}
        strokeWidth={2.5}
        strokeDasharray={dash.length === 0 ? undefined : dash.join(" ")}
      />
    </svg>
  );
}
