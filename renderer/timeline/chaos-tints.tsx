import type { ReactNode } from "react";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import type { ChaosSpan } from "../incident/chaos-spans.ts";

type ChaosTintsProps = { readonly scale: TimeScale; readonly spans: readonly ChaosSpan[] };

/** The faults drawn behind every track. */
export function ChaosTints({ scale, spans }: ChaosTintsProps): ReactNode {
  return spans.map(({ fromUs, toUs, event }) => {
    const left = pixelAt(scale, fromUs);
    const width = pixelAt(scale, toUs ?? scale.toUs) - left;
    return <div key={event} className="absolute inset-y-0 border-l border-crit bg-crit/16" style={{ left, width }} />;
  });
}
