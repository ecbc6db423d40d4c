import { HASH_KEY_COUNT, type HashKeyRange, uniformRanges } from "./hash-key.ts";
import type { Shard } from "./shard.ts";
import type { ReshardStep } from "./shard-map.ts";

type RangedShard = Pick<Shard, "number" | "range">;

/**
 * The next steps on the way from the open shards to so many of equal size, none of which touches a shard of another; empty at the
 * goal. Shards are split at the goal's borders first, then the pieces of each goal are merged: UpdateShardCount too is made of
 * splits and merges and leaves closed shards behind. Kinesis does not publish their order.
 */
export function nextReshardSteps(open: readonly RangedShard[], targetCount: number): readonly ReshardStep[] {
  const goals = goalsOf(open, targetCount);
  const splits = open.flatMap((shard) => splitOf(shard, goals));
  if (splits.length > 0) return splits;
  return goals.flatMap((goal) => mergesWithin(open, goal));
}

/** Equal ranges, but for a few hash keys: a border that only rounding keeps apart from one that is there is that one. */
function goalsOf(open: readonly RangedShard[], targetCount: number): readonly HashKeyRange[] {
  const rounding = BigInt(targetCount);
  const isNear = (a: bigint, b: bigint): boolean => a - b <= rounding && b - a <= rounding;
  const starts = uniformRanges(targetCount).map(({ startingHashKey: border }) => {
    return open.find(({ range }) => isNear(range.startingHashKey, border))?.range.startingHashKey ?? border;
  });
  return starts.map((startingHashKey, index) => ({
    startingHashKey,
    endingHashKey: (starts[index + 1] ?? HASH_KEY_COUNT) - 1n,
  }));
}

/** Splits a shard at the middle one of the goals' borders inside it. */
function splitOf({ number, range }: RangedShard, goals: readonly HashKeyRange[]): readonly ReshardStep[] {
  const borders = goals
    .map(({ startingHashKey }) => startingHashKey)
    .filter((border) => border > range.startingHashKey && border <= range.endingHashKey);
  const border = borders[borders.length >>> 1];
  return border === undefined ? [] : [{ kind: "split", shard: number, newStartingHashKey: border }];
}

/** Merges the pieces of a goal two by two. */
function mergesWithin(open: readonly RangedShard[], goal: HashKeyRange): readonly ReshardStep[] {
  const pieces = open.filter(
    ({ range }) => range.startingHashKey >= goal.startingHashKey && range.endingHashKey <= goal.endingHashKey,
  );
  const steps: ReshardStep[] = [];
  for (let index = 0; index + 1 < pieces.length; index += 2) {
    const [first, second] = pieces.slice(index, index + 2);
    if (first !== undefined && second !== undefined)
      steps.push({ kind: "merge", shard: first.number, adjacent: second.number });
  }
  return steps;
}
