import { UNDEFINED_EPOCH, UNDEFINED_OFFSET } from "./leader-epoch-cache.ts";
import type { ReplicaLog } from "./storage/replica-log.ts";

/** Where a reader stands: its next offset and the epoch of the record before it (UNDEFINED_EPOCH when it has none). */
export type FetchPosition = { readonly fetchOffset: number; readonly lastFetchedEpoch: number };

/** Whether a leader can serve a fetch, or where the follower's log parts from the leader's. */
export type FetchVerdict =
  | { readonly kind: "readable" }
  | { readonly kind: "diverging"; readonly epoch: number; readonly endOffset: number }
  | { readonly kind: "out-of-range" };

const READABLE: FetchVerdict = { kind: "readable" };
const OUT_OF_RANGE: FetchVerdict = { kind: "out-of-range" };

/**
 * Compares a reader's position with the leader's log: the last fetched epoch must exist there and reach the fetch offset. As
 * Partition.readRecords.
 */
export function validateFetch(log: ReplicaLog, position: FetchPosition): FetchVerdict {
  const { fetchOffset, lastFetchedEpoch } = position;
  // The usual case, answered without an allocation: the newest epoch ends where the log ends.
  const isWithinLog = fetchOffset >= log.logStartOffset && fetchOffset <= log.logEndOffset;
  if (isWithinLog && lastFetchedEpoch === log.lastFetchedEpoch) return READABLE;
  if (lastFetchedEpoch !== UNDEFINED_EPOCH) {
    const end = log.endOffsetForEpoch(lastFetchedEpoch);
    if (end.endOffset === UNDEFINED_OFFSET || fetchOffset < log.logStartOffset) return OUT_OF_RANGE;
    if (end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset) {
      return { kind: "diverging", epoch: end.epoch, endOffset: end.endOffset };
    }
  }
  return isWithinLog ? READABLE : OUT_OF_RANGE;
}

/**
 * Where a follower cuts its log when the leader answers with a diverging epoch; the next fetch tells whether that was enough.
 * As AbstractFetcherThread.getOffsetTruncationState.
 */
export function truncationOffset(
  log: ReplicaLog,
  diverging: { readonly epoch: number; readonly endOffset: number },
): number {
  const own = log.endOffsetForEpoch(diverging.epoch);
  if (own.epoch === UNDEFINED_EPOCH) return Math.min(diverging.endOffset, log.logEndOffset);
  const shared = own.epoch === diverging.epoch ? Math.min(own.endOffset, diverging.endOffset) : own.endOffset;
  return Math.min(shared, log.logEndOffset);
}
