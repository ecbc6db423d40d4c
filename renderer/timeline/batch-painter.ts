import type { BucketGrid } from "../charts/bucketed-series.ts";
import { PaintedCanvas } from "../charts/paint-canvas.ts";
import { pixelAt } from "../charts/time-window.ts";
import { formatCount } from "../format/format-value.ts";
import { type BatchBar, batchLogOf } from "./batch-log.ts";
import type { PaintedRun, TrackPainter } from "./painted-run.ts";
import type { Track } from "./track-catalogue.ts";

const LEAST_PX = 2;

/** The batches of each job as bars: as wide as they took, as high as they had records. A batch that was run again is hatched. */
export class BatchPainter implements TrackPainter {
  readonly #canvas: PaintedCanvas;
  readonly #grid: BucketGrid;
  readonly #jobs: readonly string[];

  constructor(root: HTMLElement, grid: BucketGrid, track: Track) {
    this.#canvas = new PaintedCanvas(root);
    this.#grid = grid;
    this.#jobs = track.series.map(({ label }) => label);
  }

  draw(run: PaintedRun | undefined): string {
    const log = batchLogOf(run?.events ?? []);
    const bars = this.#jobs.map((job) => log.of(job));
    let most = 0;
    for (const jobBars of bars) for (const { records } of jobBars) most = Math.max(most, records);
    this.#canvas.paint((context, widthPx, heightPx) => {
      const { fromUs, toUs } = this.#grid;
      const scale = { fromUs, toUs, widthPx };
      const lanePx = heightPx / Math.max(1, this.#jobs.length);
      for (const [lane, jobBars] of bars.entries()) {
        for (const bar of jobBars) {
          const left = pixelAt(scale, bar.fromUs);
          const right = Math.max(left + LEAST_PX, pixelAt(scale, bar.toUs ?? run?.nowUs ?? bar.fromUs));
          if (right < 0 || left > widthPx) continue;
          const height = Math.max(LEAST_PX, (lanePx - 3) * (most === 0 ? 0 : bar.records / most));
          this.#paintBar(context, bar, { left, top: (lane + 1) * lanePx - height, width: right - left, height });
        }
      }
    });
    return `most ${formatCount(most)} rows`;
  }

  #paintBar(
    context: CanvasRenderingContext2D,
    { isReplayed }: BatchBar,
    box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  ): void {
    const { left, top, width, height } = box;
    context.fillStyle = this.#canvas.color(isReplayed ? "--warn" : "--s1");
    context.fillRect(left, top, width, height);
    if (!isReplayed) return;
    context.strokeStyle = this.#canvas.color("--panel");
    for (let y = top; y < top + height; y += 4) {
      context.beginPath();
      context.moveTo(left, y + 2);
      context.lineTo(left + width, y);
      context.stroke();
    }
  }

  destroy(): void {
    this.#canvas.destroy();
  }
}
