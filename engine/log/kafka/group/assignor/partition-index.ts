import { assertDefined } from "../../../../base/assert.ts";

/** How many partitions each topic has; only topics that exist, with at least one. */
export type PartitionsPerTopic = ReadonlyMap<string, number>;

/** A partition by its names. */
export type PartitionName = { readonly topic: string; readonly partition: number };

/** Compares as Java's String.compareTo does: by UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** All partitions of some topics under dense numbers: by topic in the given order, then by partition. */
export class PartitionIndex {
  readonly partitions: readonly PartitionName[];
  readonly topics: readonly string[];
  readonly #bases = new Map<string, number>();
  readonly #counts: PartitionsPerTopic;

  constructor(topics: readonly string[], counts: PartitionsPerTopic) {
    const partitions: PartitionName[] = [];
    for (const topic of topics) {
      this.#bases.set(topic, partitions.length);
      const count = counts.get(topic) ?? 0;
      for (let partition = 0; partition < count; partition++) partitions.push({ topic, partition });
    }
    this.topics = topics;
    this.partitions = partitions;
    this.#counts = counts;
  }

  /** How many partitions there are. */
  get size(): number {
    return this.partitions.length;
  }

  /** The partition of a number. */
  at(index: number): PartitionName {
    return assertDefined(this.partitions[index], "a partition number is in range");
  }

  /** The number of a partition, undefined when there is no such partition. */
  indexOf({ topic, partition }: PartitionName): number | undefined {
    const base = this.#bases.get(topic);
    if (base === undefined || partition < 0 || partition >= this.countOf(topic)) return undefined;
    return base + partition;
  }

  /** How many partitions a topic has. */
  countOf(topic: string): number {
    return this.#bases.has(topic) ? (this.#counts.get(topic) ?? 0) : 0;
  }

  /** The number of a topic's first partition; the topic is one of the index. */
  baseOf(topic: string): number {
    return assertDefined(this.#bases.get(topic), "the topic is one of the index");
  }
}
