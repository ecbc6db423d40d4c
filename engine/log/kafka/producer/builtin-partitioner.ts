import { assert } from "../../../base/assert.ts";
import { toPositive } from "../murmur2.ts";

/** Queue lengths of the partitions with a leader, turned into weights. As BuiltInPartitioner.PartitionLoadStats. */
export type PartitionLoadTable = {
  readonly partitionIds: readonly number[];
  /** Running sum of (longest queue + 1 - queue length): the shorter the queue, the wider the partition's stretch. */
  readonly cumulativeFrequencyTable: readonly number[];
  readonly maxPlusOne: number;
};

/**
 * Weights for the choice of the next partition, undefined when the choice is to be uniform: fewer than two queues, or all
 * equally long. As BuiltInPartitioner.updatePartitionLoadStats.
 */
export function partitionLoadTable(
  queueSizes: readonly number[],
  partitionIds: readonly number[],
): PartitionLoadTable | undefined {
  if (queueSizes.length < 2 || queueSizes.every((size) => size === queueSizes[0])) return undefined;
  const maxPlusOne = queueSizes.reduce((longest, size) => Math.max(longest, size), 0) + 1;
  let sum = 0;
  const cumulativeFrequencyTable = queueSizes.map((size) => {
    sum += maxPlusOne - size;
    return sum;
  });
  return { partitionIds, cumulativeFrequencyTable, maxPlusOne };
}

/** What the choice of the next partition looks at. */
export type AvailablePartitions = {
  /** Partitions with a known leader, ascending. */
  readonly available: readonly number[];
  readonly partitionCount: number;
};

/**
 * Where records without a key go: to one partition until about batch.size bytes went there, then to another one, chosen at
 * random, preferring short queues. As Kafka's BuiltInPartitioner (KIP-480, KIP-794).
 *
 * Invariant: the partition changes only in `updatePartitionInfo`, and only after at least `stickyBatchSizeBytes`.
 */
export class BuiltInPartitioner {
  readonly #stickyBatchSizeBytes: number;
  readonly #nextRandom: () => number;
  #loadTable: PartitionLoadTable | undefined;
  #partition = -1;
  #producedBytes = 0;

  /** `nextRandom` draws a 32-bit number; its sign bit is ignored. */
  constructor(stickyBatchSizeBytes: number, nextRandom: () => number) {
    this.#stickyBatchSizeBytes = Math.max(1, stickyBatchSizeBytes);
    this.#nextRandom = nextRandom;
  }

  /** The weights in force, undefined while the choice is uniform. */
  get loadTable(): PartitionLoadTable | undefined {
    return this.#loadTable;
  }

  /** Takes the queue lengths of the partitions with a leader; `partitionIds` names them. */
  updatePartitionLoadStats(queueSizes: readonly number[], partitionIds: readonly number[]): void {
    this.#loadTable = partitionLoadTable(queueSizes, partitionIds);
  }

  /** The partition that the next record goes to. */
  peekCurrentPartition(cluster: AvailablePartitions): number {
    if (this.#partition < 0) this.#switchPartition(cluster);
    return this.#partition;
  }

  /**
   * Notes that `appendedBytes` went to the current partition and leaves it when it has had enough: a batch's worth, and the
   * batch is complete (`isSwitchEnabled`), or twice that.
   */
  updatePartitionInfo(appendedBytes: number, cluster: AvailablePartitions, isSwitchEnabled: boolean): void {
    assert(this.#partition >= 0, "bytes were appended before a partition was chosen");
    this.#producedBytes += appendedBytes;
    const enough = isSwitchEnabled ? this.#stickyBatchSizeBytes : this.#stickyBatchSizeBytes * 2;
    if (this.#producedBytes >= enough) this.#switchPartition(cluster);
  }

  #switchPartition(cluster: AvailablePartitions): void {
    this.#partition = this.#nextPartition(cluster);
    this.#producedBytes = 0;
  }

  #nextPartition(cluster: AvailablePartitions): number {
    const random = toPositive(this.#nextRandom());
    const table = this.#loadTable;
    if (table !== undefined) return weightedChoice(table, random);
    const { available, partitionCount } = cluster;
    return available[random % available.length] ?? random % partitionCount;
  }
}

function weightedChoice(table: PartitionLoadTable, random: number): number {
  const sums = table.cumulativeFrequencyTable;
  const point = random % (sums.at(-1) as number);
  const index = sums.findIndex((sum) => sum > point);
  return table.partitionIds[index] as number;
}
