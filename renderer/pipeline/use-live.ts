import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Slo } from "../../engine/scenario/scenario.ts";
import type { LiveClock } from "../workbench/live-clock.ts";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useDocument, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { Readings } from "./readings.ts";

/** What the current run's variables say at the shown instant. */
export function readingsNow(workbench: Workbench): Readings {
  const run = workbench.run.getState();
  return new Readings(run.current?.history, shownUsOf(run, workbench.view.getState()));
}

/** A text made of live values; the view is drawn again only when it reads otherwise. */
export function useLiveText(read: (readings: Readings) => string): string {
  const workbench = useWorkbench();
  const clock = liveClockOf(workbench);
  const snapshot = useCallback(() => read(readingsNow(workbench)), [workbench, read]);
  return useSyncExternalStore(clock.subscribe, useTicked(clock, snapshot));
}

/** Readings at the shown instant; the view is drawn again at every tick of the live clock. */
export function useReadings(): Readings {
  const workbench = useWorkbench();
  const clock = liveClockOf(workbench);
  const tick = useSyncExternalStore(clock.subscribe, clock.tick);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tick says that the stores behind the readings changed
  return useMemo(() => readingsNow(workbench), [workbench, tick]);
}

/** Reads anew only when the clock ticked: React asks for snapshots more often than that. */
function useTicked(clock: LiveClock, read: () => string): () => string {
  return useMemo(() => {
    let seen = -1;
    let text = "";
    return () => {
      if (seen !== clock.tick()) {
        seen = clock.tick();
        text = read();
      }
      return text;
    };
  }, [clock, read]);
}

const NO_SLOS: readonly Slo[] = [];

/** The objectives of the document; none while it is no valid scenario. */
export function useSlos(): readonly Slo[] {
  return useDocument((document) => document.parsed?.scenario.slos ?? NO_SLOS);
}
