import type { DurationUs, TimeUs } from "../base/time.ts";
import type { TopicOffsets } from "./checkpoint.ts";

/**
 * End offsets under `maxOffsetsPerTrigger`: each partition gets its share of the limit by backlog, rounded up below one
 * and down above, so that small partitions do not starve and the total may miss the limit either way. A partition whose
 * latest offset lies at or below its start ends at its latest. As Spark's KafkaMicroBatchStream.rateLimit.
 */
export function limitOffsets(start: TopicOffsets, latest: TopicOffsets, maxOffsets: number): TopicOffsets {
  const total = totalNewOffsets(start, latest);
  if (total < 1) return latest;
  return latest.map((end, partition) => {
    const begin = start[partition] ?? 0;
    const size = end - begin;
    if (size <= 0) return end;
    const share = maxOffsets * (size / total);
    return Math.min(end, begin + (share < 1 ? Math.ceil(share) : Math.floor(share)));
  });
}

/** How many offsets lie between `start` and `latest`, partitions that went back counted as none. */
export function totalNewOffsets(start: TopicOffsets, latest: TopicOffsets): number {
  let total = 0;
  latest.forEach((end, partition) => {
    total += Math.max(0, end - (start[partition] ?? 0));
  });
  return total;
}

/** `minOffsetsPerTrigger` with its `maxTriggerDelay`. */
export type MinimumRead = { readonly minOffsets: number; readonly maxTriggerDelayUs: DurationUs };

/**
 * Should this trigger be skipped because too little has come? Never before the first batch, nor once `maxTriggerDelay` has
 * passed since the last one. As Spark's KafkaMicroBatchStream.delayBatch.
 */
export function isBatchDelayed(
  minimum: MinimumRead,
  newOffsets: number,
  lastTriggerAt: TimeUs | undefined,
  now: TimeUs,
): boolean {
  if (lastTriggerAt === undefined) return false;
  return newOffsets < minimum.minOffsets && now - lastTriggerAt < minimum.maxTriggerDelayUs;
}
