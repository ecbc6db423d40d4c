import { instantAt, snapInstant, type TimeScale } from "../charts/time-window.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** Events draw the hand towards them over so many pixels. */
const SNAP_PX = 6;

/** How far the current run is; undefined before the first. */
export function edgeOf({ run }: Workbench): number | undefined {
  return run.getState().current?.nowUs;
}

/** Shows an instant of the run; at its edge or beyond, the run live. Nothing happens before the first run. */
export function showInstantOrLive(workbench: Workbench, atUs: number): void {
  const edgeUs = edgeOf(workbench);
  if (edgeUs === undefined) return;
  const { showInstant, showLive } = workbench.view.getState();
  if (atUs >= edgeUs) showLive();
  else showInstant(atUs);
}

/** Shows what a hand points at, drawn to the events beside it. */
export function scrubTo(workbench: Workbench, px: number, scale: TimeScale, pointsUs: readonly number[]): void {
  showInstantOrLive(workbench, snapInstant(instantAt(scale, px), pointsUs, scale, SNAP_PX));
}
