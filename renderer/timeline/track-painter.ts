import { assertNever } from "../../engine/base/assert.ts";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import type { BucketGrid } from "../charts/bucketed-series.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { BatchPainter } from "./batch-painter.ts";
import { HeatPainter } from "./heat-painter.ts";
import type { Track } from "./track-catalogue.ts";
import { TrackChart } from "./track-chart.ts";

/** What is painted of a run. */
export type PaintedRun = Pick<RunRecord, "history" | "nowUs"> & { readonly events: readonly ProbeEvent[] };

/** Paints one track, and follows a run while it grows. */
export interface TrackPainter {
  /** Paints what the run has so far, with another one behind it; the answer is what the top of the track stands for. */
  draw(run: PaintedRun | undefined, baseline: PaintedRun | undefined): string;
  destroy(): void;
}

/** The painter of a track into an element, over a stretch of time. */
export function createPainter(
  root: HTMLElement,
  grid: BucketGrid,
  track: Track,
  hidden: readonly string[],
): TrackPainter {
  switch (track.kind) {
    case "lines":
      return new TrackChart(root, grid, track, new Set(hidden));
    case "heat":
      return new HeatPainter(root, grid, track);
    case "batches":
      return new BatchPainter(root, grid, track);
    default:
      return assertNever(track.kind);
  }
}
