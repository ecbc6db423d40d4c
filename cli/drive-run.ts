import type { EngineSession, RunProgress } from "../engine/protocol/messages.ts";
import { type Interruption, raceInterruption } from "./interruption.ts";

/** How far to drive a run, and how. */
export type DriveOptions = {
  readonly untilUs: number;
  /** Stop every so much virtual time to look at the state, as a person would who pauses. */
  readonly pauseEveryUs?: number;
};

/** What the driver is given from outside. */
export type DriveContext = {
  readonly interruption: Interruption;
  readonly clock: () => number;
  readonly onProgress: (progress: RunProgress) => void;
};

/** How far the run came; undefined when it was interrupted before its first slice ended. */
export type Drive = { readonly isInterrupted: boolean; readonly progress: RunProgress | undefined };

const FIRST_SLICE_EVENTS = 2_000;
const SLICE_EVENTS_MAX = 200_000;
/** Long enough that asking costs nothing, short enough that a person who stops the run does not wait. */
const SLICE_TARGET_MS = 100;

/**
 * Drives a loaded run slice by slice, so that an interruption is heard between any two. Where the slices end depends on the
 * machine; what the run does must not.
 */
export async function driveRun(session: EngineSession, options: DriveOptions, context: DriveContext): Promise<Drive> {
  const { untilUs, pauseEveryUs } = options;
  const { interruption, clock, onProgress } = context;
  let maxEvents = FIRST_SLICE_EVENTS;
  let pauseUs = Math.min(pauseEveryUs ?? untilUs, untilUs);
  let progress: RunProgress | undefined;
  for (;;) {
    if (interruption.isAsked) return { isInterrupted: true, progress };
    const startedMs = clock();
    const slice = await raceInterruption(session.ask("advance", { untilUs: pauseUs, maxEvents }), interruption);
    if (slice.kind === "interrupted") return { isInterrupted: true, progress };
    progress = slice.value;
    maxEvents = nextSlice(maxEvents, clock() - startedMs);
    onProgress(progress);
    if (progress.isFinished || (progress.reachedUntil && pauseUs >= untilUs)) return { isInterrupted: false, progress };
    if (progress.reachedUntil) {
      await session.ask("stateAt", { atUs: pauseUs });
      pauseUs = Math.min(pauseUs + (pauseEveryUs ?? untilUs), untilUs);
    }
    // Signals and the progress bar get their turn, also where the engine answers without leaving this thread.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** More events while slices are quick, fewer at once when one was slow. */
function nextSlice(maxEvents: number, tookMs: number): number {
  const factor = Math.min(2, Math.max(0.1, SLICE_TARGET_MS / Math.max(tookMs, 0.1)));
  return Math.max(1, Math.min(SLICE_EVENTS_MAX, Math.round(maxEvents * factor)));
}
