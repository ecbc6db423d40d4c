import type { RecordBatch } from "../record-batch.ts";
import type { ReplicaLog } from "../storage/replica-log.ts";
import type { IsolationLevel } from "./consumer-config.ts";

/** A part of a log: from `from` on, up to and without `to`, whole batches only. */
export type ReadLimits = {
  readonly from: number;
  readonly to: number;
  readonly maxBytes: number;
  /** Give the first batch whatever its size, lest a large one stop the reader for good (KIP-74). */
  readonly mustGiveOne: boolean;
};

/** Batches and what they weigh. */
export type ReadBatches = { readonly batches: readonly RecordBatch[]; readonly bytes: number };

const NOTHING: ReadBatches = { batches: [], bytes: 0 };

/** Where a consumer's view of a log ends: the high watermark, or the last stable offset for read_committed. As FetchIsolation. */
export function readableEnd(log: ReplicaLog, isolationLevel: IsolationLevel): number {
  return isolationLevel === "read_committed" ? log.lastStableOffset : log.highWatermark;
}

/** Reads whole batches. As LogSegment.read, without the pieces of batches that Kafka also sends and clients drop. */
export function readBatches(log: ReplicaLog, { from, to, maxBytes, mustGiveOne }: ReadLimits): ReadBatches {
  if (from >= to) return NOTHING;
  const batches: RecordBatch[] = [];
  let bytes = 0;
  log.visitFrom(from, (batch) => {
    if (batch.lastOffset >= to) return false;
    if (bytes + batch.sizeBytes > maxBytes && !(mustGiveOne && batches.length === 0)) return false;
    bytes += batch.sizeBytes;
    batches.push(batch);
    return true;
  });
  return batches.length === 0 ? NOTHING : { batches, bytes };
}

/** How much may be read from an offset on, counted no further than `enough`. As DelayedFetch.tryComplete. */
export function readableBytes(
  log: ReplicaLog,
  range: { readonly from: number; readonly to: number },
  enough: number,
): number {
  if (range.from >= range.to) return 0;
  let bytes = 0;
  log.visitFrom(range.from, (batch) => {
    if (batch.lastOffset >= range.to) return false;
    bytes += batch.sizeBytes;
    return bytes < enough;
  });
  return bytes;
}
