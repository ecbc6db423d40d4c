import { assert } from "../../../base/assert.ts";
import type { RandomStream } from "../../../base/random-stream.ts";

/** A broker that may get replicas. As UsableBroker. */
export type UsableBroker = { readonly brokerId: number; readonly rack: string | undefined; readonly isFenced: boolean };

/** What is to be placed. */
export type PlacementSpec = { readonly partitions: number; readonly replicationFactor: number };

/**
 * Replicas striped over racks, and within a rack over its brokers, from random starts: each partition begins one rack and one
 * broker further on. Unfenced brokers come first, and one of them leads. As StripedReplicaPlacer. There must be as many brokers as
 * replicas and one that is not fenced.
 */
export function placeReplicas(
  brokers: readonly UsableBroker[],
  { partitions, replicationFactor }: PlacementSpec,
  random: RandomStream,
): readonly (readonly number[])[] {
  assert(replicationFactor <= brokers.length, `${replicationFactor} replicas need as many brokers`);
  assert(
    brokers.some(({ isFenced }) => !isFenced),
    "all brokers are fenced",
  );
  const racks = new RackList(brokers, random);
  return Array.from({ length: partitions }, () => racks.place(replicationFactor));
}

/** Brokers in a circle: each epoch begins one further on. */
class BrokerList {
  readonly brokers: number[];
  #offset: number;
  #index = 0;
  #epoch = 0;

  constructor(brokers: readonly number[], random: RandomStream) {
    this.brokers = [...brokers].sort((a, b) => a - b);
    this.#offset = brokers.length > 0 ? random.nextBelow(brokers.length) : 0;
  }

  /** The next broker of this epoch, undefined when all have been given. */
  next(epoch: number): number | undefined {
    const count = this.brokers.length;
    if (count === 0) return undefined;
    if (this.#epoch !== epoch) {
      this.#epoch = epoch;
      this.#index = 0;
      this.#offset = (this.#offset + 1) % count;
    }
    if (this.#index >= count) return undefined;
    const broker = this.brokers[(this.#index + this.#offset) % count];
    this.#index += 1;
    return broker;
  }
}

type Rack = { readonly name: string; readonly unfenced: BrokerList; readonly fenced: BrokerList };

class RackList {
  readonly #racks: Rack[];
  readonly #random: RandomStream;
  readonly #unfencedCount: number;
  #epoch = 0;
  #offset: number;

  constructor(brokers: readonly UsableBroker[], random: RandomStream) {
    this.#random = random;
    this.#unfencedCount = brokers.filter(({ isFenced }) => !isFenced).length;
    const names = [...new Set(brokers.map(({ rack = "" }) => rack))].sort();
    this.#racks = names.map((name) => {
      const inRack = brokers.filter(({ rack = "" }) => rack === name);
      const idsOf = (isFenced: boolean) =>
        inRack.filter((broker) => broker.isFenced === isFenced).map(({ brokerId }) => brokerId);
      return { name, unfenced: new BrokerList(idsOf(false), random), fenced: new BrokerList(idsOf(true), random) };
    });
    this.#offset = random.nextBelow(this.#racks.length);
  }

  place(replicationFactor: number): readonly number[] {
    if (this.#epoch === this.#unfencedCount && this.#unfencedCount > 1) {
      this.#shuffle();
      this.#epoch = 0;
    }
    const start = this.#offset % this.#racks.length;
    const { leader, rackIndex } = this.#leader(start);
    const placed = [leader];
    // The rack of the leader is passed over once.
    let skipped: number | undefined = rackIndex;
    for (let at = start; placed.length < replicationFactor; at = (at + 1) % this.#racks.length) {
      if (at === skipped) {
        skipped = undefined;
        continue;
      }
      const rack = this.#racks[at] as Rack;
      const broker = rack.unfenced.next(this.#epoch) ?? rack.fenced.next(this.#epoch);
      if (broker !== undefined) placed.push(broker);
    }
    this.#epoch += 1;
    this.#offset = (start + 1) % this.#racks.length;
    return placed;
  }

  #leader(start: number): { readonly leader: number; readonly rackIndex: number } {
    for (let rackIndex = start; ; rackIndex = (rackIndex + 1) % this.#racks.length) {
      const leader = (this.#racks[rackIndex] as Rack).unfenced.next(this.#epoch);
      if (leader !== undefined) return { leader, rackIndex };
    }
  }

  /** Every assignment has been given once: the next ones are to be others. */
  #shuffle(): void {
    shuffle(this.#racks, this.#random);
    for (const { unfenced, fenced } of this.#racks) {
      shuffle(unfenced.brokers, this.#random);
      shuffle(fenced.brokers, this.#random);
    }
  }
}

function shuffle<T>(list: T[], random: RandomStream): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = random.nextBelow(at + 1);
    [list[at], list[other]] = [list[other] as T, list[at] as T];
  }
}
