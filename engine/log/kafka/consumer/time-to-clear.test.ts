import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PartitionBacklog, timeToClear } from "./time-to-clear.ts";

const SEED = 20_260_731;

function backlog(lagRecords: number, arrivalsPerSecond: number, owner = "a"): PartitionBacklog {
  return { lagRecords, arrivalsPerSecond, owner };
}

function unowned(lagRecords: number, arrivalsPerSecond: number): PartitionBacklog {
  return { lagRecords, arrivalsPerSecond, owner: undefined };
}

describe("timeToClear", () => {
  it("is nothing when nothing is behind", () => {
    expect(timeToClear([backlog(0, 5), backlog(0, 0)], () => 10)).toEqual({ seconds: 0, slowestPartition: -1 });
  });

  it("is never when records come as fast as they are worked off, or nobody reads a partition", () => {
    expect(timeToClear([backlog(10, 10)], () => 10)).toBeUndefined();
    expect(timeToClear([unowned(10, 0)], () => 10)).toBeUndefined();
    expect(timeToClear([unowned(0, 1)], () => 10)).toBeUndefined();
    expect(timeToClear([unowned(0, 0)], () => 10)).toEqual({ seconds: 0, slowestPartition: -1 });
  });

  it("is decided by the slowest partition, not by the sum: one hot partition keeps its member busy alone", () => {
    const partitions = [backlog(9_000, 0), backlog(500, 0, "b"), backlog(500, 0, "c")];
    expect(timeToClear(partitions, () => 100)).toEqual({ seconds: 90, slowestPartition: 0 });
  });

  it("shares a member's capacity over its partitions, and hands on what one that has caught up leaves over", () => {
    // 50 a second each until the small one is done after 10 s; then 90 for the other one, since 10 a second still arrive there.
    const partitions = [backlog(400, 10), backlog(2_300, 0)];
    const result = timeToClear(partitions, () => 100);
    expect(result?.slowestPartition).toBe(1);
    expect(result?.seconds).toBeCloseTo(10 + (2_300 - 500) / 90);
  });

  it(`seed ${SEED}: agrees with working it off in small steps`, () => {
    const partition = fc.record({
      lagRecords: fc.integer({ min: 0, max: 500 }),
      arrivalsPerSecond: fc.integer({ min: 0, max: 20 }),
      owner: fc.constantFrom("a", "b"),
    });
    fc.assert(
      fc.property(fc.array(partition, { minLength: 1, maxLength: 5 }), (partitions) => {
        const result = timeToClear(partitions, () => 90);
        const slow = stepByStep(partitions, 90);
        if (slow === undefined) expect(result === undefined || result.seconds > 45).toBe(true);
        else expect(result?.seconds).toBeCloseTo(slow, 0);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});

/** The same in steps of 5 ms, at most 50 s; undefined when it has not cleared by then. */
function stepByStep(partitions: readonly PartitionBacklog[], capacity: number): number | undefined {
  const lags = partitions.map(({ lagRecords }) => lagRecords);
  for (let ms = 0; ms < 50_000; ms += 5) {
    if (lags.every((lag) => lag <= 0)) return ms / 1_000;
    for (const owner of ["a", "b"]) {
      const own = partitions.flatMap((partition, index) => (partition.owner === owner ? [index] : []));
      const behind = own.filter((index) => (lags[index] as number) > 0);
      const caughtUp = own.filter((index) => !behind.includes(index));
      const spent = caughtUp.reduce((sum, index) => sum + (partitions[index]?.arrivalsPerSecond ?? 0), 0);
      for (const index of behind) {
        const drain = (capacity - spent) / behind.length - (partitions[index]?.arrivalsPerSecond ?? 0);
        lags[index] = (lags[index] as number) - drain / 200;
      }
    }
  }
  return undefined;
}
