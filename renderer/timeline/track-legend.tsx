import { type ReactNode, useEffect, useRef } from "react";
import { seriesStyle } from "../charts/series-style.ts";
import { Hint } from "../widgets/hint.tsx";
import { followInstant } from "../workbench/follow-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { SeriesSwatch } from "./series-swatch.tsx";
import type { Track } from "./track-catalogue.ts";
import { applyTrackChange } from "./track-choices.ts";
import { seriesValue, writeValue } from "./track-value.ts";

/** With more series than this there is no room for their values beside their names; the pointer's readout has them. */
const VALUED_MAX = 2;
const COLUMNS = 2;
const LINE_PX = 24;
const PADDING_PX = 6;

/** How high a track is: a line for its title, and the lines of its legend. */
export function trackHeightPx({ kind, series }: Pick<Track, "kind" | "series">): number {
  const isLong = kind === "lines" && series.length > VALUED_MAX;
  return PADDING_PX + LINE_PX * (1 + (isLong ? Math.ceil(series.length / COLUMNS) : 1));
}

/** The series of a track: what each is at the instant shown, and a switch for it. */
export function TrackLegend({
  track,
  hidden,
}: {
  readonly track: Track;
  readonly hidden: readonly string[];
}): ReactNode {
  const workbench = useWorkbench();
  const values = useRef<HTMLDivElement>(null);
  const isValued = track.series.length <= VALUED_MAX;
  useEffect(
    () =>
      followInstant(workbench, (shownUs) => {
        const history = workbench.run.getState().current?.history;
        for (const [position, cell] of [...(values.current?.querySelectorAll("[data-value]") ?? [])].entries()) {
          const series = track.series[position];
          if (series === undefined) continue;
          const value = history === undefined ? undefined : seriesValue(history, series, shownUs);
          const text = writeValue(value, track.unit);
          if (cell.textContent !== text) cell.textContent = text;
        }
      }),
    [workbench, track],
  );
  return (
    <div ref={values} className="grid min-w-0 grid-cols-2">
      {track.series.map((series, position) => {
        const isOn = !hidden.includes(series.variable);
        const { variable, label } = series;
        return (
          <Hint key={variable} text={`${label}: ${isOn ? "click to hide" : "click to show"}`} side="top">
            <button
              type="button"
              aria-pressed={isOn}
              aria-label={`${track.title} of ${label}`.slice(0, 200)}
              className="group flex h-6 min-w-6 items-center gap-1 overflow-hidden rounded-control px-0.5 text-left text-axis text-t2 only:col-span-2 hover:bg-hover aria-[pressed=false]:text-t3 aria-[pressed=false]:line-through"
              onClick={() => applyTrackChange(workbench.settings, { kind: "toggle-series", id: track.id, variable })}
            >
              <span className="flex shrink-0 group-aria-[pressed=false]:opacity-40">
                <SeriesSwatch style={seriesStyle(position)} />
              </span>
              <bdi className="min-w-0 truncate">{label.slice(0, 80)}</bdi>
              <span data-value className={isValued ? "ml-auto shrink-0 font-mono text-t1" : "sr-only"} />
            </button>
          </Hint>
        );
      })}
    </div>
  );
}
