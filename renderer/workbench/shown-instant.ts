import type { RunFacts } from "../stores/run-store.ts";
import type { ViewFacts } from "../stores/view-store.ts";
import { useRun, useView } from "./workbench.ts";

/** Live follows the run's edge; Review shows an instant of the past; Compare shows two runs. */
export type ViewMode = "live" | "review";

/** The instant that every view shows, in microseconds of virtual time; 0 before the first run. */
export function shownUsOf(run: Pick<RunFacts, "current">, view: Pick<ViewFacts, "shownUs">): number {
  const edgeUs = run.current?.nowUs ?? 0;
  return view.shownUs === undefined ? edgeUs : Math.min(view.shownUs, edgeUs);
}

export function useShownUs(): number {
  const edgeUs = useRun((run) => run.current?.nowUs ?? 0);
  const shownUs = useView((view) => view.shownUs);
  return shownUs === undefined ? edgeUs : Math.min(shownUs, edgeUs);
}

export function useViewMode(): ViewMode {
  return useView((view) => (view.shownUs === undefined ? "live" : "review"));
}
