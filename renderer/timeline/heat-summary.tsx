import { type ReactNode, useEffect, useRef } from "react";
import type { History } from "../../engine/base/history.ts";
import { formatDuration } from "../../engine/base/time.ts";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import type { Track } from "./track-catalogue.ts";
import { seriesValue, timeToClearUs, writeValue } from "./track-value.ts";

/** The partition with the greatest lag at the instant shown, and how long until the slowest is clear. */
export function HeatSummary({ track }: { readonly track: Track }): ReactNode {
  const workbench = useWorkbench();
  const line = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (): void => {
      const { current } = workbench.run.getState();
      if (line.current === null) return;
      const shownUs = shownUsOf(workbench.run.getState(), workbench.view.getState());
      const text = current === undefined ? "" : summarise(track, current.history, shownUs);
      if (line.current.textContent !== text) line.current.textContent = text;
    };
    write();
    return liveClockOf(workbench).subscribe(write);
  }, [workbench, track]);
  return <span ref={line} dir="auto" className="truncate font-mono text-axis text-t2" />;
}

/** "worst flight.events-1: 985, clear in 3.2s". */
export function summarise(track: Track, history: History, atUs: number): string {
  const lags = track.series.map((series) => ({
    label: series.label,
    lag: seriesValue(history, series, atUs) ?? 0,
    clearUs: timeToClearUs(history, series, atUs),
  }));
  const worst = lags.reduce((most, each) => (each.lag > most.lag ? each : most), { label: "", lag: 0 });
  if (worst.lag === 0) return "every partition is read up";
  const slowestUs = Math.max(0, ...lags.map(({ clearUs = 0 }) => clearUs));
  const clear = Number.isFinite(slowestUs) ? `clear in ${formatDuration(Math.round(slowestUs))}` : "nobody reads";
  const name = /[^-]*-?\d+$/u.exec(worst.label.slice(-40))?.[0] ?? worst.label.slice(-40);
  return `${clear}; worst ${name}: ${writeValue(worst.lag, track.unit)}`;
}
