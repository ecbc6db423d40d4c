import { describe, expect, it } from "vitest";
import { StickyLingerPartitioner } from "./sticky-linger-partitioner.ts";

/** A partitioner whose draws are these, in turn. */
function drawing(...draws: readonly number[]): StickyLingerPartitioner {
  let next = 0;
  return new StickyLingerPartitioner(() => draws[next++] as number);
}

const ALL = { available: [0, 1, 2], partitionCount: 3 };

describe("StickyLingerPartitioner", () => {
  it("stays for 10 ms, counted from the choice and not from the last record", () => {
    const partitioner = drawing(2, 0, 1);
    const partitions = [0, 5_000, 10_000, 10_001, 20_001, 20_002].map((nowUs) => partitioner.partitionAt(nowUs, ALL));
    expect(partitions).toEqual([2, 2, 2, 0, 0, 1]);
  });

  it("leaves a partition without a leader at once, and draws once more if it meets one", () => {
    const without2 = { available: [0, 1], partitionCount: 3 };
    const partitioner = drawing(2, 2, 1);
    expect(partitioner.partitionAt(0, ALL)).toBe(2);
    expect(partitioner.partitionAt(1_000, without2)).toBe(1);
    expect(partitioner.partitionAt(11_000, without2)).toBe(1);
  });

  it("takes a partition without a leader if it meets one twice", () => {
    const partitioner = drawing(1, 2);
    expect(partitioner.partitionAt(0, { available: [0], partitionCount: 3 })).toBe(2);
  });
});
