import { describe, expect, it } from "vitest";
import { truncationOffset, validateFetch } from "./fetch-validation.ts";
import { UNDEFINED_EPOCH } from "./leader-epoch-cache.ts";
import { NO_PRODUCER_STAMP, PLAIN_BATCH } from "./record-batch.ts";
import { ReplicaLog } from "./storage/replica-log.ts";

/** A log whose records were written in these epochs, one batch each. */
function logOf(epochs: readonly number[]): ReplicaLog {
  const log = new ReplicaLog(Number.MAX_SAFE_INTEGER);
  const batch = {
    ...NO_PRODUCER_STAMP,
    ...PLAIN_BATCH,
    recordIds: new Uint32Array(1),
    sizeBytes: 1,
    maxTimestampUs: 0,
  };
  for (const leaderEpoch of epochs) log.appendAsLeader(batch, { leaderEpoch, nowUs: 0 });
  return log;
}

describe("the offset to which a follower truncates (AbstractFetcherThread.getOffsetTruncationState)", () => {
  it("is the leader's end offset when the follower's own epochs say nothing of the leader's", () => {
    // They are all older, or there are none: nothing of its own can be compared.
    expect(truncationOffset(logOf([1, 1, 1]), { epoch: 3, endOffset: 2 })).toBe(2);
    const empty = logOf([]);
    empty.truncateFullyAndStartAt(10);
    expect(truncationOffset(empty, { epoch: 3, endOffset: 10 })).toBe(10);
  });

  it("is never beyond the follower's own log end, known epoch or not", () => {
    expect(truncationOffset(logOf([1, 1, 1]), { epoch: 3, endOffset: 9 })).toBe(3);
    expect(truncationOffset(logOf([1, 1, 1]), { epoch: 1, endOffset: 9 })).toBe(3);
  });

  it("is the smaller of both ends when both know the epoch", () => {
    expect(truncationOffset(logOf([1, 1, 1, 4]), { epoch: 1, endOffset: 2 })).toBe(2);
    expect(truncationOffset(logOf([1, 1, 1, 4]), { epoch: 1, endOffset: 7 })).toBe(3);
  });

  it("is the end of the follower's next older epoch when it does not know the leader's; another fetch tells the rest", () => {
    expect(truncationOffset(logOf([1, 1, 4]), { epoch: 3, endOffset: 1 })).toBe(2);
  });
});

describe("the end offset of a leader epoch (LeaderEpochFileCache.endOffsetFor)", () => {
  const undefinedEnd = { epoch: -1, endOffset: -1 };

  it("is undefined for an undefined epoch, for one newer than all, and in a log without any", () => {
    expect(logOf([2, 4]).endOffsetForEpoch(UNDEFINED_EPOCH)).toEqual(undefinedEnd);
    expect(logOf([2, 4]).endOffsetForEpoch(5)).toEqual(undefinedEnd);
    expect(logOf([]).endOffsetForEpoch(0)).toEqual(undefinedEnd);
    expect(logOf([]).endOffsetForEpoch(UNDEFINED_EPOCH)).toEqual(undefinedEnd);
  });

  it("of an epoch older than all known ones is where the first known one starts, under the name that was asked for", () => {
    expect(logOf([2, 4]).endOffsetForEpoch(1)).toEqual({ epoch: 1, endOffset: 0 });
    expect(logOf([2, 2, 4]).endOffsetForEpoch(3)).toEqual({ epoch: 2, endOffset: 2 });
  });
});

describe("a fetch (Partition.readRecords)", () => {
  it("below the start of the log, or beyond its end, is out of range", () => {
    const log = logOf([0, 0]);
    log.truncateFullyAndStartAt(5);
    expect(validateFetch(log, { fetchOffset: 4, lastFetchedEpoch: UNDEFINED_EPOCH })).toEqual({ kind: "out-of-range" });
    expect(validateFetch(log, { fetchOffset: 6, lastFetchedEpoch: UNDEFINED_EPOCH })).toEqual({ kind: "out-of-range" });
    expect(validateFetch(log, { fetchOffset: 5, lastFetchedEpoch: UNDEFINED_EPOCH })).toEqual({ kind: "readable" });
  });

  it("with a last fetched epoch that the leader never had is out of range, not diverging: nothing says where to cut", () => {
    expect(validateFetch(logOf([0, 1]), { fetchOffset: 1, lastFetchedEpoch: 2 })).toEqual({ kind: "out-of-range" });
  });

  it("below the start of the log is out of range even where the epochs diverge", () => {
    const log = logOf([0, 0, 0, 3]);
    log.maybeIncrementHighWatermark(4);
    log.incrementLogStartOffset(2);
    expect(validateFetch(log, { fetchOffset: 1, lastFetchedEpoch: 2 })).toEqual({ kind: "out-of-range" });
    const diverging = { kind: "diverging", epoch: 0, endOffset: 3 };
    expect(validateFetch(log, { fetchOffset: 2, lastFetchedEpoch: 2 })).toEqual(diverging);
  });

  it("that goes beyond the leader's end in the leader's own epoch diverges there", () => {
    expect(validateFetch(logOf([0, 0]), { fetchOffset: 3, lastFetchedEpoch: 0 })).toEqual({
      kind: "diverging",
      epoch: 0,
      endOffset: 2,
    });
  });
});
