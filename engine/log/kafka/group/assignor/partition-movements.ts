import { assert, assertDefined } from "../../../../base/assert.ts";
import { javaStringHash } from "../../java-hash.ts";
import { javaHashOrder } from "../java-hash-order.ts";
import type { PartitionIndex } from "./partition-index.ts";

type Movement = { readonly from: number; readonly to: number };

/**
 * Which partitions went from whom to whom while an assignment is balanced, so that two members do not swap partitions of one
 * topic. As AbstractStickyAssignor.PartitionMovements.
 */
export class PartitionMovements {
  readonly #index: PartitionIndex;
  readonly #byPartition = new Map<number, Movement>();
  /** By topic and pair of members. */
  readonly #byPair = new Map<string, Set<number>>();

  constructor(index: PartitionIndex) {
    this.#index = index;
  }

  /** Writes down a move; one that goes back cancels the first. */
  move(partition: number, from: number, to: number): void {
    const before = this.#byPartition.get(partition);
    if (before === undefined) {
      this.#add(partition, { from, to });
      return;
    }
    assert(before.to === from, "a partition moves on from where it went");
    this.#byPartition.delete(partition);
    this.#byPair.get(this.#keyOf(partition, before))?.delete(partition);
    if (before.from !== to) this.#add(partition, { from: before.from, to });
  }

  /** The partition to move instead: one of the same topic that went the other way, else the partition itself. */
  actualPartition(partition: number, from: number, to: number): number {
    const origin = this.#byPartition.get(partition)?.from ?? from;
    const reverse = this.#byPair.get(this.#keyOf(partition, { from: to, to: origin }));
    if (reverse === undefined || reverse.size === 0) return partition;
    const [first] = javaHashOrder([...reverse], (candidate) => this.#hashOf(candidate));
    return assertDefined(first, "a set that is not empty has a first");
  }

  #add(partition: number, movement: Movement): void {
    this.#byPartition.set(partition, movement);
    const key = this.#keyOf(partition, movement);
    const partitions = this.#byPair.get(key);
    if (partitions === undefined) this.#byPair.set(key, new Set([partition]));
    else partitions.add(partition);
  }

  #keyOf(partition: number, { from, to }: Movement): string {
    return `${from}>${to} ${this.#index.at(partition).topic}`;
  }

  /** As TopicPartition.hashCode. */
  #hashOf(partition: number): number {
    const name = this.#index.at(partition);
    return (Math.imul(31 + name.partition, 31) + javaStringHash(name.topic)) | 0;
  }
}
