import type { History } from "../../engine/base/history.ts";
import { type BucketGrid, type GrowingBuckets, LevelBuckets, RateBuckets } from "../charts/bucketed-series.ts";
import { type ChartLine, LineChart } from "../charts/line-chart.ts";
import { BASELINE_STYLE, seriesStyle } from "../charts/series-style.ts";
import { rangeOf } from "../charts/value-range.ts";
import { formatVariable } from "../format/format-value.ts";
import type { PaintedRun, TrackPainter } from "./painted-run.ts";
import type { Track, TrackSeries } from "./track-catalogue.ts";
import { RATE_WINDOW_US } from "./track-value.ts";

type FollowedSeries = { readonly series: TrackSeries; readonly buckets: GrowingBuckets; readonly position: number };

/** One track's chart, which follows a run while it grows, with another run behind it. */
export class TrackChart implements TrackPainter {
  readonly #chart: LineChart;
  readonly #grid: BucketGrid;
  readonly #track: Track;
  readonly #followed: readonly FollowedSeries[];
  readonly #compared: readonly FollowedSeries[];

  constructor(root: HTMLElement, grid: BucketGrid, track: Track, hidden: ReadonlySet<string>) {
    this.#chart = new LineChart(root);
    this.#grid = grid;
    this.#track = track;
    const follow = (): FollowedSeries[] =>
      track.series.flatMap((series, position) => {
        if (hidden.has(series.variable)) return [];
        const buckets = series.isCounter ? new RateBuckets(grid, RATE_WINDOW_US) : new LevelBuckets(grid);
        return [{ series, position, buckets }];
      });
    this.#followed = follow();
    this.#compared = follow();
  }

  draw(run: PaintedRun | undefined, baseline: PaintedRun | undefined): string {
    // A change of this very instant is the run's, and is shown.
    if (run !== undefined) extend(this.#followed, run.history, run.nowUs + 1);
    if (baseline !== undefined) extend(this.#compared, baseline.history, baseline.nowUs + 1);
    const behind = baseline === undefined ? [] : this.#compared;
    const lines: ChartLine[] = [
      ...behind.map(({ buckets }) => ({ buckets, style: BASELINE_STYLE, isFilled: false })),
      ...this.#followed.map(({ buckets, position }) => ({
        buckets,
        style: seriesStyle(position),
        isFilled: this.#followed.length === 1,
      })),
    ];
    const range = rangeOf(lines.map(({ buckets }) => buckets));
    this.#chart.draw(this.#grid, lines, range);
    return run === undefined && baseline === undefined ? "" : formatVariable(range.high, this.#track.unit);
  }

  destroy(): void {
    this.#chart.destroy();
  }
}

function extend(followed: readonly FollowedSeries[], history: History, edgeUs: number): void {
  for (const { series, buckets } of followed) buckets.extend(history.seriesOf(series.variable), edgeUs);
}
