import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Slo } from "../../engine/scenario/scenario.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useDocument, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { LiveClock } from "./live-clock.ts";
import { Readings } from "./readings.ts";

const clocks = new WeakMap<Workbench, LiveClock>();

/** The one clock of a workbench that tells when to look at live values again. */
export function liveClockOf(workbench: Workbench): LiveClock {
  const known = clocks.get(workbench);
  if (known !== undefined) return known;
  const clock = new LiveClock({
    run: workbench.run,
    view: workbench.view,
    activity: workbench.activity,
    nowMs: () => performance.now(),
    after: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    // Tasks that come after a frame's drawing come after all of its work.
    whenDrawn: (act) => requestAnimationFrame(() => setTimeout(act)),
  });
  clocks.set(workbench, clock);
  return clock;
}

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
