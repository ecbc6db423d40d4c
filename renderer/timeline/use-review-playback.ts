import { useEffect } from "react";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useRun, useView, useWorkbench } from "../workbench/workbench.ts";
import { edgeOf } from "./scrub.ts";

const US_PER_MS = 1_000;

/** A recording that is played "at max" would be over at once: it goes at this many seconds a second. */
const RATE_AT_MAX = 300;

/** While the recording plays: moves the instant shown at the chosen speed, and stops at the run's edge. */
export function useReviewPlayback(): void {
  const workbench = useWorkbench();
  const isPlaying = useView((view) => view.isPlayingReview);
  const speed = useRun((facts) => facts.speed);
  useEffect(() => {
    if (!isPlaying) return;
    const rate = speed === "max" ? RATE_AT_MAX : speed;
    const { run, view, activity } = workbench;
    const end = activity.beginSeen("playing the recording");
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
  }, [workbench, isPlaying, speed]);
}
