import { useMemo } from "react";
import { timeUs } from "../../engine/base/time.ts";
import { parseScenario } from "../../engine/scenario/parse-scenario.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useDocument, useRun, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import type { FaultTargets } from "./fault-draft.ts";

/** How many brokers the document has, or the run on the screen when the document cannot be read at the moment. */
function brokersOf({ document, run }: Workbench): number {
  const { parsed } = document.getState();
  if (parsed !== undefined) return parsed.scenario.pipeline.kafka.brokers;
  const { current } = run.getState();
  const ran = current === undefined ? undefined : parseScenario(current.text);
  return ran?.ok === true ? ran.value.scenario.pipeline.kafka.brokers : 0;
}

/** What faults can hit now. */
export function faultTargetsOf(workbench: Workbench): FaultTargets {
  const { run, view, document } = workbench;
  return {
    brokers: brokersOf(workbench),
    drawing: document.getState().drawing,
    leaderOf: (topic) => {
      const shownUs = shownUsOf(run.getState(), view.getState());
      return run.getState().current?.history.valueAt(`${topic}-0/leader`, timeUs(shownUs));
    },
  };
}

/** The same for a view: made anew when the drawing or the run is another one. */
export function useFaultTargets(): FaultTargets {
  const workbench = useWorkbench();
  const drawing = useDocument((document) => document.drawing);
  const number = useRun((run) => run.current?.number);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stores' facts are what it is made from
  return useMemo(() => faultTargetsOf(workbench), [workbench, drawing, number]);
}
