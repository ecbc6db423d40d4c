import { type RefObject, useEffect, useRef } from "react";
import type { TimeScale } from "../charts/time-window.ts";
import { useThemeName } from "../charts/use-theme-name.ts";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { drawTurnsOf } from "./draw-turns.ts";
import type { TrackPainter } from "./painted-run.ts";
import type { Track } from "./track-catalogue.ts";
import { createPainter } from "./track-painter.ts";

type ChartFacts = { readonly track: Track; readonly hidden: readonly string[]; readonly scale: TimeScale };

const NOTHING = (): void => undefined;

/**
 * Paints a track into `root` while the run goes on, past React; `top` gets what the top of the axis stands for. Another run, stretch of
 * time or theme begins a new chart, in its turn: until then the old one stays.
 */
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
  const shown = useRef<TrackPainter>(undefined);
  const isSeen = useRef(true);
  const look = useRef(NOTHING);
  useEffect(() => {
    if (root.current === null) return;
    // Most charts lie below the panel's edge: they are drawn when they come into sight.
    const observer = new IntersectionObserver((entries) => {
      isSeen.current = entries.at(-1)?.isIntersecting === true;
      look.current();
    });
    observer.observe(root.current);
    return () => {
      observer.disconnect();
      shown.current?.destroy();
      shown.current = undefined;
    };
  }, [root]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run and another theme begin a new chart
  useEffect(() => {
    const element = root.current;
    if (element === null || scale.widthPx === 0) return;
    const grid = { fromUs: scale.fromUs, toUs: scale.toUs, count: Math.max(1, Math.floor(scale.widthPx)) };
    const turns = drawTurnsOf(workbench);
    const begin = (): TrackPainter => {
      shown.current?.destroy();
      shown.current = createPainter(element, grid, track, hidden);
      return shown.current;
    };
    let painter: TrackPainter | undefined;
    let drawn = -1;
    const draw = (): void => {
      drawn = run.getState().frame;
      painter ??= begin();
      const stands = painter.draw(run.getState().current, baseline);
      if (top.current !== null && top.current.textContent !== stands) top.current.textContent = stands;
    };
    const lookNow = (): void => {
      if (isSeen.current && run.getState().frame !== drawn) turns.ask(draw);
    };
    lookNow();
    look.current = lookNow;
    // The clock also tells of another instant that is shown, which is the playhead's business.
    const unsubscribe = liveClockOf(workbench).subscribe(lookNow);
    return () => {
      unsubscribe();
      turns.forget(draw);
      look.current = NOTHING;
    };
  }, [workbench, run, track, hidden, scale, theme, runNumber, baseline, root, top]);
}
