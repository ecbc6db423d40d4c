import { assertNever } from "../../engine/base/assert.ts";
import type { BucketGrid } from "../charts/bucketed-series.ts";
import { BatchPainter } from "./batch-painter.ts";
import { HeatPainter } from "./heat-painter.ts";
import type { TrackPainter } from "./painted-run.ts";
import type { Track } from "./track-catalogue.ts";
import { TrackChart } from "./track-chart.ts";

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
