import { describe, expect, it } from "vitest";
import { BuiltInPartitioner, partitionLoadTable } from "./builtin-partitioner.ts";

const THREE = { available: [0, 1, 2], partitionCount: 3 };

/** Draws 0, 1, 2, ... */
function sequence(): () => number {
  let next = 0;
  return () => next++;
}

describe("BuiltInPartitioner", () => {
  it("does not leave a partition whose batch is incomplete before twice the batch size", () => {
    const partitioner = new BuiltInPartitioner(100, sequence());
    expect(partitioner.peekCurrentPartition(THREE)).toBe(0);
    partitioner.updatePartitionInfo(199, THREE, false);
    expect(partitioner.peekCurrentPartition(THREE)).toBe(0);
    partitioner.updatePartitionInfo(1, THREE, false);
    expect(partitioner.peekCurrentPartition(THREE)).toBe(1);
    partitioner.updatePartitionInfo(100, THREE, true);
    expect(partitioner.peekCurrentPartition(THREE)).toBe(2);
  });

  it("chooses among the partitions with a leader; without any, among all", () => {
    const partitioner = new BuiltInPartitioner(1, sequence());
    const some = { available: [4, 7], partitionCount: 9 };
    expect(partitioner.peekCurrentPartition(some)).toBe(4);
    partitioner.updatePartitionInfo(1, some, true);
    expect(partitioner.peekCurrentPartition(some)).toBe(7);
    partitioner.updatePartitionInfo(1, { available: [], partitionCount: 9 }, true);
    expect(partitioner.peekCurrentPartition(some)).toBe(2);
  });

  it("ignores the sign of a draw", () => {
    const partitioner = new BuiltInPartitioner(1, () => 0x80000001 | 0);
    expect(partitioner.peekCurrentPartition(THREE)).toBe(1);
  });

  it("weighs nothing when there is nothing to weigh", () => {
    expect(partitionLoadTable([5], [0])).toBeUndefined();
    expect(partitionLoadTable([2, 2, 2], [0, 1, 2])).toBeUndefined();
    expect(partitionLoadTable([2, 0], [3, 5])).toEqual({
      partitionIds: [3, 5],
      cumulativeFrequencyTable: [1, 4],
      maxPlusOne: 3,
    });
  });
});
