import { timeUs } from "../../engine/base/time.ts";
import { type BucketGrid, LevelBuckets } from "../charts/bucketed-series.ts";
import { DifferenceSeries } from "../charts/difference-series.ts";
import { PaintedCanvas } from "../charts/paint-canvas.ts";
import { formatVariable } from "../format/format-value.ts";
import type { PaintedRun, TrackPainter } from "./painted-run.ts";
import type { Track, TrackSeries } from "./track-catalogue.ts";

const CELL_PX = 3;

type HeatRow = { readonly series: TrackSeries; readonly lag: DifferenceSeries; readonly buckets: LevelBuckets };

/** Levels as a map: a row for each series, and the more there is the stronger the colour. The greatest is the full colour. */
export class HeatPainter implements TrackPainter {
  readonly #canvas: PaintedCanvas;
  readonly #rows: readonly HeatRow[];
  readonly #track: Track;

  constructor(root: HTMLElement, grid: BucketGrid, track: Track) {
    this.#canvas = new PaintedCanvas(root);
    this.#track = track;
    const cells = { ...grid, count: Math.max(1, Math.ceil(grid.count / CELL_PX)) };
    this.#rows = track.series.map((series) => ({
      series,
      lag: new DifferenceSeries(),
      buckets: new LevelBuckets(cells),
    }));
  }

  draw(run: PaintedRun | undefined): string {
    let greatest = 0;
    for (const { series, lag, buckets } of this.#rows) {
      if (run !== undefined) {
        const edgeUs = timeUs(run.nowUs + 1);
        lag.extend(run.history.seriesOf(series.variable), run.history.seriesOf(series.minus ?? ""), edgeUs);
        buckets.extend(lag, edgeUs);
      }
      for (const value of buckets.greatest) if (value > greatest) greatest = value;
    }
    this.#canvas.paint((context, widthPx, heightPx) => {
      const rowPx = heightPx / Math.max(1, this.#rows.length);
      context.fillStyle = this.#canvas.color("--s2");
      for (const [row, { buckets }] of this.#rows.entries()) {
        const cellPx = widthPx / buckets.greatest.length;
        for (const [cell, value] of buckets.greatest.entries()) {
          if (!(value > 0)) continue;
          // The root lets small amounts be seen beside great ones.
          context.globalAlpha = Math.sqrt(value / greatest);
          context.fillRect(cell * cellPx, row * rowPx, cellPx + 0.5, Math.max(1, rowPx - 1));
        }
      }
    });
    return `most ${formatVariable(greatest, this.#track.unit)}`;
  }

  destroy(): void {
    this.#canvas.destroy();
  }
}
