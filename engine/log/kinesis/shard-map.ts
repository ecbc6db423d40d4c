import { assert, assertDefined } from "../../base/assert.ts";
import { type HashKeyRange, isFollowedBy, rangeIndexOf, uniformRanges } from "./hash-key.ts";
import { Shard } from "./shard.ts";

/** One change to the shards of a stream. */
export type ReshardStep =
  /** The hash keys from `newStartingHashKey` on go to the second child. As SplitShard. */
  | { readonly kind: "split"; readonly shard: number; readonly newStartingHashKey: bigint }
  /** `adjacent` begins where `shard` ends. As MergeShards. */
  | { readonly kind: "merge"; readonly shard: number; readonly adjacent: number };

/**
 * The shards of one stream, open and closed.
 *
 * Invariants: (1) the open shards hold every hash key exactly once; (2) a shard's number is its place among all; (3) children
 * are opened at the instant at which their parents close.
 */
export class ShardMap {
  readonly #shards: Shard[] = [];
  #open: readonly Shard[];
  #openRanges: readonly HashKeyRange[];

  constructor(shardCount: number) {
    const origin = { parent: undefined, adjacentParent: undefined };
    for (const range of uniformRanges(shardCount)) this.#add(range, origin);
    this.#open = [...this.#shards];
    this.#openRanges = this.#open.map(({ range }) => range);
  }

  /** All shards by number. */
  get all(): readonly Shard[] {
    return this.#shards;
  }

  /** The open shards in the order of their hash keys: another array after each change, the same one until then. */
  get open(): readonly Shard[] {
    return this.#open;
  }

  /** The open shard that takes a hash key. */
  shardOf(hashKey: bigint): Shard {
    return this.#open[rangeIndexOf(this.#openRanges, hashKey)] as Shard;
  }

  /** The shard of that number, undefined when there is none. */
  shard(number: number): Shard | undefined {
    return this.#shards[number];
  }

  /** Closes the parents and opens the children. */
  apply(step: ReshardStep): void {
    const parent = this.#openShard(step.shard);
    if (step.kind === "split") this.#split(parent, step.newStartingHashKey);
    else this.#merge(parent, this.#openShard(step.adjacent));
    this.#open = this.#shards
      .filter(({ isClosed }) => !isClosed)
      .sort((a, b) => (a.range.startingHashKey < b.range.startingHashKey ? -1 : 1));
    this.#openRanges = this.#open.map(({ range }) => range);
  }

  #split(parent: Shard, newStartingHashKey: bigint): void {
    const { startingHashKey, endingHashKey } = parent.range;
    assert(newStartingHashKey > startingHashKey && newStartingHashKey <= endingHashKey, "a split divides its shard");
    const origin = { parent: parent.number, adjacentParent: undefined };
    const first = this.#add({ startingHashKey, endingHashKey: newStartingHashKey - 1n }, origin);
    const second = this.#add({ startingHashKey: newStartingHashKey, endingHashKey }, origin);
    parent.close([first, second]);
  }

  #merge(parent: Shard, adjacentParent: Shard): void {
    assert(isFollowedBy(parent.range, adjacentParent.range), "only neighbours merge");
    const child = this.#add(
      { startingHashKey: parent.range.startingHashKey, endingHashKey: adjacentParent.range.endingHashKey },
      { parent: parent.number, adjacentParent: adjacentParent.number },
    );
    parent.close([child]);
    adjacentParent.close([child]);
  }

  #openShard(number: number): Shard {
    const shard = assertDefined(this.#shards[number], `there is no shard ${number}`);
    assert(!shard.isClosed, `${shard.id} is closed`);
    return shard;
  }

  #add(range: HashKeyRange, origin: Shard["origin"]): number {
    const number = this.#shards.length;
    this.#shards.push(new Shard(number, range, origin));
    return number;
  }
}
