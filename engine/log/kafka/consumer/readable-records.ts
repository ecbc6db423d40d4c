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
  const all = log.batches;
  const first = log.batchIndexAt(from);
  let bytes = 0;
  let end = first;
  while (end < all.length) {
    const batch = all[end] as RecordBatch;
    if (batch.lastOffset >= to) break;
    if (bytes + batch.sizeBytes > maxBytes && !(mustGiveOne && end === first)) break;
    bytes += batch.sizeBytes;
    end += 1;
  }
  return end === first ? NOTHING : { batches: all.slice(first, end), bytes };
}

/** How much may be read from an offset on, counted no further than `enough`. As DelayedFetch.tryComplete. */
export function readableBytes(
  log: ReplicaLog,
  range: { readonly from: number; readonly to: number },
  enough: number,
): number {
  if (range.from >= range.to) return 0;
  let bytes = 0;
  const all = log.batches;
  for (let index = log.batchIndexAt(range.from); index < all.length && bytes < enough; index++) {
    const batch = all[index] as RecordBatch;
    if (batch.lastOffset >= range.to) break;
    bytes += batch.sizeBytes;
  }
  return bytes;
}
