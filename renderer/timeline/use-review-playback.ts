import { useEffect } from "react";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { edgeOf } from "./scrub.ts";

const US_PER_MS = 1_000;

/** While the recording plays: moves the instant shown with the time that passes, and stops at the run's edge. */
export function useReviewPlayback(): void {
  const workbench = useWorkbench();
  const rate = useView((view) => view.reviewRate);
  useEffect(() => {
    if (rate === 0) return;
    const { run, view, activity } = workbench;
    const end = activity.begin("playing the recording");
    let frame = 0;
    let lastMs = performance.now();
    const step = (nowMs: number): void => {
      const shownUs = shownUsOf(run.getState(), view.getState()) + (nowMs - lastMs) * US_PER_MS * rate;
      lastMs = nowMs;
      if (shownUs >= (edgeOf(workbench) ?? 0)) {
        view.getState().showLive();
        return;
      }
      view.getState().showInstant(shownUs);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => {
      cancelAnimationFrame(frame);
      end();
    };
  }, [workbench, rate]);
}
