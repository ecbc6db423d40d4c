import { type RefObject, useEffect } from "react";
import type { TimeScale } from "../charts/time-window.ts";
import { useThemeName } from "../charts/use-theme-name.ts";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { drawTurnsOf } from "./draw-turns.ts";
import type { Track } from "./track-catalogue.ts";
import { createPainter } from "./track-painter.ts";

type ChartFacts = { readonly track: Track; readonly hidden: readonly string[]; readonly scale: TimeScale };

/** Paints a track into `root` while the run goes on, past React; `top` gets what the top of the axis stands for. */
export function useTrackChart(
  root: RefObject<HTMLElement | null>,
  top: RefObject<HTMLElement | null>,
  { track, hidden, scale }: ChartFacts,
): void {
  const workbench = useWorkbench();
  const { run } = workbench;
  const theme = useThemeName();
  const runNumber = useRun(({ current }) => current?.number);
  const baseline = useRun((facts) => (facts.baseline === facts.current ? undefined : facts.baseline));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run and another theme begin a new chart
  useEffect(() => {
    if (root.current === null || scale.widthPx === 0) return;
    const grid = { fromUs: scale.fromUs, toUs: scale.toUs, count: Math.max(1, Math.floor(scale.widthPx)) };
    const painter = createPainter(root.current, grid, track, hidden);
    const turns = drawTurnsOf(workbench);
    let drawn = -1;
    let isSeen = true;
    const draw = (): void => {
      drawn = run.getState().frame;
      const stands = painter.draw(run.getState().current, baseline);
      if (top.current !== null && top.current.textContent !== stands) top.current.textContent = stands;
    };
    draw();
    const look = (): void => {
      if (isSeen && run.getState().frame !== drawn) turns.ask(draw);
    };
    // Most charts lie below the panel's edge: they are drawn when they come into sight.
    const observer = new IntersectionObserver((entries) => {
      isSeen = entries.at(-1)?.isIntersecting === true;
      look();
    });
    observer.observe(root.current);
    // The clock also tells of another instant that is shown, which is the playhead's business.
    const unsubscribe = liveClockOf(workbench).subscribe(look);
    return () => {
      unsubscribe();
      observer.disconnect();
      turns.forget(draw);
      painter.destroy();
    };
  }, [workbench, run, track, hidden, scale, theme, runNumber, baseline, root, top]);
}
