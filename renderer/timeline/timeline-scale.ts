import { useMemo } from "react";
import { clampWindow, type TimeScale } from "../charts/time-window.ts";
import type { RunFacts } from "../stores/run-store.ts";
import type { TimeWindow } from "../stores/view-store.ts";
import { useDocument, useRun, useView, type Workbench } from "../workbench/workbench.ts";

/** Shown while nothing says how long a run is. */
const UNKNOWN_DURATION_US = 600_000_000;
const SHORTEST_US = 1_000_000;

/** The whole of time that a run has: its planned length while it goes on, and where it ended once it did. */
export function wholeOf(run: Pick<RunFacts, "current" | "phase">, plannedUs: number | undefined): TimeWindow {
  const { current, phase } = run;
  const lengthUs = phase.kind === "finished" ? current?.nowUs : current?.durationUs;
  return { fromUs: 0, toUs: Math.max(SHORTEST_US, lengthUs ?? plannedUs ?? UNKNOWN_DURATION_US) };
}

/** The whole of time of the run, or of the document before there is one. */
export function wholeNow({ run, document }: Workbench): TimeWindow {
  return wholeOf(run.getState(), document.getState().drawing.durationUs);
}

export function useWhole(): TimeWindow {
  const plannedUs = useDocument((document) => document.drawing.durationUs);
  const toUs = useRun((run) => wholeOf(run, plannedUs).toUs);
  return useMemo(() => ({ fromUs: 0, toUs }), [toUs]);
}

/** The stretch that the timeline shows, over its pixels. */
export function useTimeScale(widthPx: number): TimeScale {
  const whole = useWhole();
  const wanted = useView((view) => view.timeWindow);
  return useMemo(() => {
    const { fromUs, toUs } = wanted === undefined ? whole : clampWindow(wanted, whole);
    return { fromUs, toUs, widthPx };
  }, [whole, wanted, widthPx]);
}
