import { type RefObject, useEffect, useRef } from "react";
import type { TimeScale } from "../charts/time-window.ts";
import { useThemeName } from "../charts/use-theme-name.ts";
import { formatCount } from "../format/format-value.ts";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { CELL_PX, LagPainter, ROW_PX } from "./lag-painter.ts";
import { LagRows } from "./lag-rows.ts";
import type { Reader } from "./readers.ts";

type LagMapParts = {
  readonly plot: RefObject<HTMLElement | null>;
  /** Gets the scale from little to much, and what the most is. */
  readonly legend: RefObject<HTMLElement | null>;
  readonly most: RefObject<HTMLElement | null>;
};

type LagMapFacts = {
  readonly reader: Reader;
  readonly scale: TimeScale;
  /** How far the rows are scrolled, and how much of them is seen, in pixels. */
  readonly scrollPx: number;
  readonly heightPx: number;
};

/** Paints the rows of a reader that are seen while the run goes on, past React. */
export function useLagMap(parts: LagMapParts, { reader, scale, scrollPx, heightPx }: LagMapFacts): void {
  const workbench = useWorkbench();
  const { run } = workbench;
  const theme = useThemeName();
  const runNumber = useRun(({ current }) => current?.number);
  const seen = useRef({ scrollPx, heightPx });
  const look = useRef((): void => undefined);
  const { plot, legend, most } = parts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run and another theme begin a new map
  useEffect(() => {
    if (plot.current === null || scale.widthPx === 0) return;
    const painter = new LagPainter(plot.current);
    if (legend.current !== null) legend.current.style.backgroundImage = painter.gradient;
    const count = Math.max(1, Math.floor(scale.widthPx / CELL_PX));
    const rows = new LagRows(reader, { fromUs: scale.fromUs, toUs: scale.toUs, count });
    const draw = (): void => {
      const { current } = run.getState();
      const first = Math.floor(seen.current.scrollPx / ROW_PX);
      const range = { first, count: Math.ceil(seen.current.heightPx / ROW_PX) + 1 };
      const drawn = current === undefined ? [] : rows.rows(current.history, current.nowUs, range);
      painter.paint(drawn, rows.greatest, first * ROW_PX - seen.current.scrollPx);
      const text = formatCount(rows.greatest);
      if (most.current !== null && most.current.textContent !== text) most.current.textContent = text;
    };
    draw();
    look.current = draw;
    const unsubscribe = liveClockOf(workbench).subscribe(draw);
    return () => {
      unsubscribe();
      look.current = () => undefined;
      painter.destroy();
    };
  }, [workbench, run, reader, scale, theme, runNumber, plot, legend, most]);
  useEffect(() => {
    seen.current = { scrollPx, heightPx };
    const frame = requestAnimationFrame(() => look.current());
    return () => cancelAnimationFrame(frame);
  }, [scrollPx, heightPx]);
}
