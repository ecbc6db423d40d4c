import type { IsolationLevel } from "../consumer/consumer-config.ts";

/** Where a partition ends for its readers; undefined until the first fetch has told. */
export type PartitionEnds = {
  readonly highWatermark: number | undefined;
  readonly lastStableOffset: number | undefined;
};

/**
 * records-lag of a consumer: from its position to the high watermark, or to the last stable offset for read_committed. In
 * offsets, markers and gaps included; undefined until both are known. As SubscriptionState.partitionLag.
 */
export function recordsLag(
  position: number | undefined,
  { highWatermark, lastStableOffset }: PartitionEnds,
  isolationLevel: IsolationLevel,
): number | undefined {
  const end = isolationLevel === "read_committed" ? lastStableOffset : highWatermark;
  return position === undefined || end === undefined ? undefined : Math.max(0, end - position);
}

/**
 * LAG of kafka-consumer-groups: LOG-END-OFFSET, which is the high watermark, less CURRENT-OFFSET, which is the committed
 * offset; undefined ("-") without one.
 */
export function committedLag(logEndOffset: number, currentOffset: number | undefined): number | undefined {
  return currentOffset === undefined ? undefined : Math.max(0, logEndOffset - currentOffset);
}
