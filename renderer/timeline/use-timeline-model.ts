import { useMemo } from "react";
import { type PlannedFault, plannedFaults, plansOfSpans } from "../incident/planned-faults.ts";
import { findIncidents, outlineOf, type RunIncidents } from "../incident/run-incidents.ts";
import { useRunTick } from "../workbench/use-run-tick.ts";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";

/** How often what the lane shows is looked for anew, in milliseconds. */
const LOOK_EVERY_MS = 250;

const NOTHING_FOUND: RunIncidents = { faults: [], reactions: [], incidents: [] };

/** What happened in the current run and what its recipe has planned, some times a second. */
export type TimelineModel = {
  readonly found: RunIncidents;
  readonly plans: ReadonlyMap<number, PlannedFault>;
  readonly ahead: readonly PlannedFault[];
  readonly nowUs: number;
};

export function useTimelineModel(): TimelineModel {
  const { run } = useWorkbench();
  const tick = useRunTick(LOOK_EVERY_MS);
  const drawing = useDocument((document) => document.drawing);
  const planned = useMemo(() => plannedFaults(drawing), [drawing]);
  const text = run.getState().current?.text;
  const outline = useMemo(() => (text === undefined ? undefined : outlineOf(text)), [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the run grows in place; the tick says when
  const found = useMemo(() => {
    const { current } = run.getState();
    return current === undefined || outline === undefined ? NOTHING_FOUND : findIncidents(current, outline);
  }, [run, outline, tick]);
  return useMemo(() => {
    const plans = plansOfSpans(planned, found.faults);
    const struck = new Set([...plans.values()].map(({ index }) => index));
    const ahead = planned.filter(({ index }) => !struck.has(index));
    return { found, plans, ahead, nowUs: run.getState().current?.nowUs ?? 0 };
  }, [planned, found, run]);
}
