import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HASH_KEY_COUNT, type HashKeyRange, uniformRanges } from "./hash-key.ts";
import { nextReshardSteps } from "./reshard-plan.ts";
import { ShardMap } from "./shard-map.ts";

const SEED = 2_029;

/** Do the ranges hold every hash key once? */
function isWhole(ranges: readonly HashKeyRange[]): boolean {
  let next = 0n;
  for (const { startingHashKey, endingHashKey } of ranges) {
    if (startingHashKey !== next || endingHashKey < startingHashKey) return false;
    next = endingHashKey + 1n;
  }
  return next === HASH_KEY_COUNT;
}

/** Takes all steps; returns how many rounds there were. */
function reshard(shards: ShardMap, target: number, afterRound = () => {}): number {
  let rounds = 0;
  for (;;) {
    const steps = nextReshardSteps(shards.open, target);
    if (steps.length === 0) return rounds;
    rounds += 1;
    for (const step of steps) shards.apply(step);
    afterRound();
  }
}

describe("resharding", () => {
  it("doubles in one round of splits, and halves in one round of merges", () => {
    const shards = new ShardMap(2);
    expect(reshard(shards, 4)).toBe(1);
    expect(shards.open.map(({ number, origin }) => [number, origin.parent])).toEqual([
      [2, 0],
      [3, 0],
      [4, 1],
      [5, 1],
    ]);
    expect(shards.shard(0)).toMatchObject({ isClosed: true, children: [2, 3] });
    expect(reshard(shards, 2)).toBe(1);
    expect(shards.open.map(({ number, origin }) => [number, origin])).toEqual([
      [6, { parent: 2, adjacentParent: 3 }],
      [7, { parent: 4, adjacentParent: 5 }],
    ]);
  });

  it("makes three shards of two by splits and a merge of what is left over", () => {
    const shards = new ShardMap(2);
    expect(reshard(shards, 3)).toBe(2);
    expect(shards.open.map(({ range }) => range)).toEqual(uniformRanges(3));
    expect(shards.all.map(({ isClosed }) => isClosed)).toEqual([true, true, false, true, true, false, false]);
  });

  it("moves no border for the sake of rounding", () => {
    const shards = new ShardMap(4);
    expect(reshard(shards, 6)).toBe(2);
    // Each quarter was split once, and two pairs of pieces were merged across a border of quarters.
    expect(shards.all).toHaveLength(4 + 8 + 2);
  });

  it(`seed ${SEED}: ends at shards of equal size, and every round leaves all hash keys covered once`, () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 5 }), ([first = 1, ...rest]) => {
        const shards = new ShardMap(first);
        for (const target of rest) {
          reshard(shards, target, () => expect(isWhole(shards.open.map(({ range }) => range))).toBe(true));
          expect(shards.open).toHaveLength(target);
          const sizes = shards.open.map(({ range }) => range.endingHashKey - range.startingHashKey + 1n);
          const equal = HASH_KEY_COUNT / BigInt(target);
          // Rounding errors of earlier goals may stay: borders that are near enough are not moved.
          for (const size of sizes) expect(size - equal < 1_000n && equal - size < 1_000n).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
