import { X } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration } from "../../engine/base/time.ts";
import { DifferenceSeries } from "../charts/difference-series.ts";
import { levelStatistics, type RangeStatistics, rateStatistics } from "../charts/range-statistics.ts";
import { formatClock } from "../format/format-time.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { IconButton } from "../widgets/icon-button.tsx";
import { useRunTick } from "../workbench/use-run-tick.ts";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import type { Track, TrackSeries } from "./track-catalogue.ts";
import { RATE_WINDOW_US, writeValue } from "./track-value.ts";

const LOOK_EVERY_MS = 500;

/** The stretch between the two markers, in order; undefined while one of them is missing or both are at one instant. */
export function markedRange(markers: { readonly a: number | undefined; readonly b: number | undefined }) {
  const { a, b } = markers;
  if (a === undefined || b === undefined || a === b) return undefined;
  return { fromUs: Math.min(a, b), toUs: Math.max(a, b) };
}

/** What every chart that is shown was between the two markers: least, mean, greatest, and what it kept to for 95 % of the time. */
export function RangePane({ tracks }: { readonly tracks: readonly Track[] }): ReactNode {
  const { run, view } = useWorkbench();
  const a = useView(({ markers }) => markers.a);
  const b = useView(({ markers }) => markers.b);
  useRunTick(LOOK_EVERY_MS);
  const range = markedRange({ a, b });
  const { current } = run.getState();
  if (range === undefined || current === undefined) return undefined;
  return (
    <aside aria-label="Between the markers" className="flex w-96 shrink-0 flex-col border-l border-line">
      <div className="flex h-7 shrink-0 items-center gap-2 border-b border-line pl-2 text-table">
        <span className="min-w-0 flex-1 truncate">
          A–B {formatClock(range.fromUs)} to {formatClock(range.toUs)},{" "}
          {formatDuration(Math.round(range.toUs - range.fromUs))}
        </span>
        <IconButton
          label="Clear the markers"
          keys="Escape"
          onClick={() => view.getState().mark({ a: undefined, b: undefined })}
        >
          <X size={14} />
        </IconButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        <table className="w-full table-fixed text-axis">
          <thead className="sticky top-0 bg-panel text-t3">
            <tr>
              <th className="w-2/5 px-2 text-left font-normal">Series</th>
              {["min", "avg", "max", "p95"].map((title) => (
                <th key={title} className="px-1 text-right font-normal">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          {tracks.map((track) => (
            <tbody key={track.id}>
              <tr>
                <th colSpan={5} scope="rowgroup" className="truncate px-2 pt-1 text-left font-semibold text-t2">
                  <bdi>{track.title.slice(0, 200)}</bdi>
                </th>
              </tr>
              {track.series.map((series) => (
                <SeriesRow
                  key={series.variable}
                  track={track}
                  series={series}
                  statistics={statisticsOf(current, series, range)}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </aside>
  );
}

function statisticsOf(
  { history, nowUs }: RunRecord,
  { variable, isCounter, minus }: TrackSeries,
  { fromUs, toUs }: { readonly fromUs: number; readonly toUs: number },
): RangeStatistics | undefined {
  const series = history.seriesOf(variable);
  const range = { fromUs, toUs: Math.min(toUs, nowUs) };
  if (range.toUs <= range.fromUs) return undefined;
  if (minus !== undefined) {
    const difference = new DifferenceSeries();
    difference.extend(series, history.seriesOf(minus), range.toUs);
    return levelStatistics(difference, range.fromUs, range.toUs);
  }
  return isCounter ? rateStatistics(series, range, RATE_WINDOW_US) : levelStatistics(series, range.fromUs, range.toUs);
}

type SeriesRowProps = {
  readonly track: Track;
  readonly series: TrackSeries;
  readonly statistics: RangeStatistics | undefined;
};

function SeriesRow({ track, series, statistics }: SeriesRowProps): ReactNode {
  const { least, mean, greatest, p95 } = statistics ?? {};
  return (
    <tr className="hover:bg-hover">
      <th scope="row" className="truncate px-2 text-left font-normal text-t2">
        <bdi title={series.label.slice(0, 1_000)}>{series.label.slice(0, 200)}</bdi>
      </th>
      {Object.entries({ least, mean, greatest, p95 }).map(([name, value]) => (
        <td key={name} className="px-1 text-right font-mono text-t1">
          {writeValue(value, track.unit)}
        </td>
      ))}
    </tr>
  );
}
