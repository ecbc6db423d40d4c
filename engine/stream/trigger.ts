import { type DurationUs, type TimeUs, timeUs } from "../base/time.ts";

/**
 * The next instant on the epoch grid strictly after `now`: floor(now / interval) * interval + interval; with an interval
 * of 0 it is `now` itself. As Spark's ProcessingTimeExecutor.nextBatchTime.
 */
export function nextBatchTime(now: TimeUs, interval: DurationUs): TimeUs {
  return interval === 0 ? now : timeUs(Math.floor(now / interval) * interval + interval);
}

/**
 * When the trigger that follows one of `startedAt` fires, given that the batch ended at `endedAt`: on the grid after its
 * start, or at once when the batch ran over that instant (Spark logs that it is falling behind). Batches never overlap.
 */
export function nextTriggerTime(startedAt: TimeUs, endedAt: TimeUs, interval: DurationUs): TimeUs {
  const next = nextBatchTime(startedAt, interval);
  return next > endedAt ? next : endedAt;
}
