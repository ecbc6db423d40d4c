import { useMemo, useSyncExternalStore } from "react";
import { type PlannedFault, plannedFaults, plansOfSpans } from "../incident/planned-faults.ts";
import { findIncidents, outlineOf, type RunIncidents } from "../incident/run-incidents.ts";
import { drawingOf } from "../stores/known-text.ts";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";

const NOTHING_FOUND: RunIncidents = { faults: [], reactions: [], incidents: [] };

/** What happened in the current run and what its recipe has planned; it changes with the live clock. */
export type TimelineModel = {
  readonly found: RunIncidents;
  readonly plans: ReadonlyMap<number, PlannedFault>;
  readonly ahead: readonly PlannedFault[];
  readonly nowUs: number;
};

export function useTimelineModel(): TimelineModel {
  const workbench = useWorkbench();
  const { run } = workbench;
  const frame = useSyncExternalStore(liveClockOf(workbench).subscribe, () => run.getState().frame);
  const drawing = useDocument((document) => document.drawing);
  const planned = useMemo(() => plannedFaults(drawing), [drawing]);
  const text = run.getState().current?.text;
  const outline = useMemo(
    () => (text === undefined ? undefined : outlineOf(drawingOf(workbench.document.getState(), text))),
    [workbench, text],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the run grows in place; the frame says when
  const found = useMemo(() => {
    const { current } = run.getState();
    return current === undefined || outline === undefined ? NOTHING_FOUND : findIncidents(current, outline);
  }, [run, outline, frame]);
  return useMemo(() => {
    const plans = plansOfSpans(planned, found.faults);
    const struck = new Set([...plans.values()].map(({ index }) => index));
    const ahead = planned.filter(({ index }) => !struck.has(index));
    return { found, plans, ahead, nowUs: run.getState().current?.nowUs ?? 0 };
  }, [planned, found, run]);
}
