import { LiveClock } from "./live-clock.ts";
import type { Workbench } from "./workbench.ts";

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
