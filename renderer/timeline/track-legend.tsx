import { type ReactNode, useEffect, useRef } from "react";
import { seriesStyle } from "../charts/series-style.ts";
import { Hint } from "../widgets/hint.tsx";
import { followInstant } from "../workbench/follow-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { SeriesSwatch } from "./series-swatch.tsx";
import type { Track } from "./track-catalogue.ts";
import { applyTrackChange } from "./track-choices.ts";
import { seriesValue, writeValue } from "./track-value.ts";

/** With more series than this there is room for their signs alone; the tooltip and the pointer's readout have names and values. */
const NAMED_MAX = 2;

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
  const isNamed = track.series.length <= NAMED_MAX;
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
    <div ref={values} className="flex min-w-0">
      {track.series.map((series, position) => {
        const isOn = !hidden.includes(series.variable);
        const { variable, label } = series;
        return (
          <Hint key={variable} text={`${label}: ${isOn ? "click to hide" : "click to show"}`} side="top">
            <button
              type="button"
              aria-pressed={isOn}
              aria-label={`${track.title} of ${label}`.slice(0, 200)}
              className="flex h-6 min-w-6 flex-1 items-center gap-1 overflow-hidden rounded-control px-0.5 text-left text-axis text-t2 hover:bg-hover aria-[pressed=false]:opacity-45"
              onClick={() => applyTrackChange(workbench.settings, { kind: "toggle-series", id: track.id, variable })}
            >
              <SeriesSwatch style={seriesStyle(position)} />
              {isNamed && <bdi className="min-w-0 truncate">{label.slice(0, 80)}</bdi>}
              <span data-value className={isNamed ? "ml-auto shrink-0 font-mono text-t1" : "sr-only"} />
            </button>
          </Hint>
        );
      })}
      {track.more > 0 && (
        <span
          className="self-center text-axis text-t3"
          title="A chart shows six at most; choose the others one by one."
        >
          +{track.more}
        </span>
      )}
    </div>
  );
}
