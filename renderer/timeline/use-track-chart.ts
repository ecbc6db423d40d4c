import { type RefObject, useEffect } from "react";
import type { TimeScale } from "../charts/time-window.ts";
import { useThemeName } from "../charts/use-theme-name.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import type { Track } from "./track-catalogue.ts";
import { createPainter } from "./track-painter.ts";

/** A chart need not be drawn more often, in milliseconds. */
const DRAW_EVERY_MS = 100;

type ChartFacts = { readonly track: Track; readonly hidden: readonly string[]; readonly scale: TimeScale };

/** Paints a track into `root` while the run goes on, past React; `top` gets what the top of the axis stands for. */
export function useTrackChart(
  root: RefObject<HTMLElement | null>,
  top: RefObject<HTMLElement | null>,
  { track, hidden, scale }: ChartFacts,
): void {
  const { run } = useWorkbench();
  const theme = useThemeName();
  const runNumber = useRun(({ current }) => current?.number);
  const baseline = useRun((facts) => (facts.baseline === facts.current ? undefined : facts.baseline));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run and another theme begin a new chart
  useEffect(() => {
    if (root.current === null || scale.widthPx === 0) return;
    const grid = { fromUs: scale.fromUs, toUs: scale.toUs, count: Math.max(1, Math.floor(scale.widthPx)) };
    const painter = createPainter(root.current, grid, track, hidden);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      const stands = painter.draw(run.getState().current, baseline);
      if (top.current !== null) top.current.textContent = stands;
    };
    draw();
    const unsubscribe = run.subscribe((now, before) => {
      if (now.frame !== before.frame) timer ??= setTimeout(draw, DRAW_EVERY_MS);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
      painter.destroy();
    };
  }, [run, track, hidden, scale, theme, runNumber, baseline, root, top]);
}
