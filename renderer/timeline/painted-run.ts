import type { ProbeEvent } from "../../engine/base/probe.ts";
import type { RunRecord } from "../stores/run-store.ts";

/** What is painted of a run. */
export type PaintedRun = Pick<RunRecord, "history" | "nowUs"> & { readonly events: readonly ProbeEvent[] };

/** Paints one track, and follows a run while it grows. */
export interface TrackPainter {
  /** Paints what the run has so far, with another one behind it; the answer is what the top of the track stands for. */
  draw(run: PaintedRun | undefined, baseline: PaintedRun | undefined): string;
  destroy(): void;
}
