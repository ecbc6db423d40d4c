import { type ReactNode, useEffect, useRef } from "react";
import { seriesStyle } from "../charts/series-style.ts";
import type { TimeScale } from "../charts/time-window.ts";
import { useThemeName } from "../charts/use-theme-name.ts";
import { formatVariable } from "../format/format-value.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import type { Track } from "./track-catalogue.ts";
import { TrackChart } from "./track-chart.ts";

/** A chart need not be drawn more often, in milliseconds. */
const DRAW_EVERY_MS = 100;

type TrackRowProps = { readonly track: Track; readonly hidden: readonly string[]; readonly scale: TimeScale };

/** A chart of the timeline with its name and legend. */
export function TrackRow({ track, hidden, scale }: TrackRowProps): ReactNode {
  const workbench = useWorkbench();
  const root = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLSpanElement>(null);
  const theme = useThemeName();
  const runNumber = useRun((run) => run.current?.number);
  const baseline = useRun((run) => run.baseline);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run and another theme begin a new chart
  useEffect(() => {
    if (root.current === null || scale.widthPx === 0) return;
    const grid = { fromUs: scale.fromUs, toUs: scale.toUs, count: Math.max(1, Math.floor(scale.widthPx)) };
    const chart = new TrackChart(root.current, grid, track, new Set(hidden));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      const { current } = workbench.run.getState();
      if (current === undefined) return;
      const { high } = chart.draw(current, baseline);
      if (top.current !== null) top.current.textContent = formatVariable(high, track.unit);
    };
    draw();
    const unsubscribe = workbench.run.subscribe((now, before) => {
      if (now.frame !== before.frame) timer ??= setTimeout(draw, DRAW_EVERY_MS);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
      chart.destroy();
    };
  }, [workbench, track, hidden, scale, theme, runNumber, baseline]);
  return (
    <div className="timeline-row h-[54px] border-b border-line">
      <div className="timeline-gutter flex-col">
        <span className="truncate">{track.title}</span>
        <span className="flex gap-1 text-meta">
          {track.series.map(({ label }, position) => (
            <span key={label} style={{ color: `var(${seriesStyle(position).token})` }} className="truncate">
              {label}
            </span>
          ))}
        </span>
      </div>
      <div className="relative min-w-0 overflow-hidden">
        <div ref={root} className="absolute inset-0" />
        <span ref={top} className="absolute top-0 left-1 font-mono text-axis text-t3" />
      </div>
    </div>
  );
}
