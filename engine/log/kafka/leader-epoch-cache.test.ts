import { describe, expect, it } from "vitest";
import { LeaderEpochCache } from "./leader-epoch-cache.ts";

/** A cache that was told these epochs and start offsets, in this order. */
function cacheOf(...assigned: readonly (readonly [number, number])[]): LeaderEpochCache {
  const cache = new LeaderEpochCache();
  for (const [epoch, startOffset] of assigned) cache.assign(epoch, startOffset);
  return cache;
}

function entriesOf(cache: LeaderEpochCache): number[][] {
  return cache.entries.map(({ epoch, startOffset }) => [epoch, startOffset]);
}

describe("an assignment to the leader epoch cache (LeaderEpochFileCache.assign)", () => {
  it("keeps the first offset of an epoch that is told again", () => {
    expect(entriesOf(cacheOf([2, 6], [2, 9]))).toEqual([[2, 6]]);
  });

  it("takes an earlier offset of the same epoch", () => {
    expect(entriesOf(cacheOf([1, 0], [2, 9], [2, 6]))).toEqual([
      [1, 0],
      [2, 6],
    ]);
  });

  it("drops what stands at the same or a later offset: offsets increase (shouldEnforceOffsetsIncreaseMonotonically)", () => {
    expect(entriesOf(cacheOf([2, 9], [3, 8]))).toEqual([[3, 8]]);
    expect(entriesOf(cacheOf([2, 9], [3, 9]))).toEqual([[3, 9]]);
  });

  it("drops later epochs: epochs increase", () => {
    expect(entriesOf(cacheOf([1, 0], [4, 5], [3, 7]))).toEqual([
      [1, 0],
      [3, 7],
    ]);
  });
});

describe("a cut of the leader epoch cache", () => {
  it("from the end drops an epoch that starts exactly there (truncateFromEndAsyncFlush)", () => {
    const cache = cacheOf([1, 0], [2, 5], [3, 8]);
    cache.truncateFromEnd(5);
    expect(entriesOf(cache)).toEqual([[1, 0]]);
  });

  it("from the start lets the epoch that covers the offset begin there (truncateFromStartAsyncFlush)", () => {
    const within = cacheOf([1, 0], [2, 5], [3, 8]);
    within.truncateFromStart(6);
    expect(entriesOf(within)).toEqual([
      [2, 6],
      [3, 8],
    ]);
    const atBoundary = cacheOf([1, 0], [2, 5], [3, 8]);
    atBoundary.truncateFromStart(8);
    expect(entriesOf(atBoundary)).toEqual([[3, 8]]);
  });

  it("from the start does nothing below the first epoch", () => {
    const cache = cacheOf([2, 5]);
    cache.truncateFromStart(3);
    expect(entriesOf(cache)).toEqual([[2, 5]]);
  });
});
