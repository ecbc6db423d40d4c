import type { ReactNode } from "react";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import type { LaneItem } from "./lane-items.ts";

type ChaosTintsProps = { readonly scale: TimeScale; readonly items: readonly LaneItem[] };

/** The faults of the run, drawn behind every track. */
export function ChaosTints({ scale, items }: ChaosTintsProps): ReactNode {
  return items.map((item) => {
    if (item.kind !== "fault") return undefined;
    const left = pixelAt(scale, item.fromUs);
    const width = Math.max(1, pixelAt(scale, item.toUs) - left);
    return <div key={item.id} className="absolute inset-y-0 border-l border-crit bg-crit/16" style={{ left, width }} />;
  });
}
