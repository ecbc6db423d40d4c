import type { ReactNode } from "react";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import type { ChaosSpan } from "../incident/chaos-spans.ts";

type ChaosLaneProps = { readonly scale: TimeScale; readonly spans: readonly ChaosSpan[] };

/** What was done to the run. */
export function ChaosLane({ scale, spans }: ChaosLaneProps): ReactNode {
  return (
    <div className="timeline-row h-[30px] border-y border-line">
      <div className="timeline-gutter">Chaos</div>
      <div className="relative min-w-0 overflow-hidden">
        {spans.map(({ description, fromUs, toUs, event }) => {
          const left = pixelAt(scale, fromUs);
          const width = Math.max(4, pixelAt(scale, toUs ?? scale.toUs) - left);
          return (
            <div
              key={event}
              className="absolute top-0.5 h-3 rounded-full bg-crit px-1 text-axis text-on-crit"
              style={{ left, width }}
            >
              {description}
            </div>
          );
        })}
      </div>
    </div>
  );
}
