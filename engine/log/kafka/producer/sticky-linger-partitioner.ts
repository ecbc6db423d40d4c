import type { AvailablePartitions } from "./builtin-partitioner.ts";

/** As the default of sticky.partitioning.linger.ms in librdkafka's CONFIGURATION.md. */
const STICKY_LINGER_US = 10_000;

/**
 * Where librdkafka's consistent_random puts records without a key: all into one partition for sticky.partitioning.linger.ms, then
 * into another one, chosen at random. As rd_kafka_msg_sticky_partition.
 *
 * Invariant: the partition changes only after that time, or when it has no leader.
 */
export class StickyLingerPartitioner {
  readonly #nextBelow: (bound: number) => number;
  #partition = 0;
  #chosenUs = Number.NEGATIVE_INFINITY;

  /** `nextBelow` draws a whole number from 0 up to but not including its bound. */
  constructor(nextBelow: (bound: number) => number) {
    this.#nextBelow = nextBelow;
  }

  /** The partition of a record that is sent now. */
  partitionAt(nowUs: number, cluster: AvailablePartitions): number {
    if (nowUs - this.#chosenUs > STICKY_LINGER_US || !isAvailable(this.#partition, cluster)) {
      this.#partition = this.#randomPartition(cluster);
      this.#chosenUs = nowUs;
    }
    return this.#partition;
  }

  /** A partition without a leader is drawn again, once. As rd_kafka_msg_partitioner_random. */
  #randomPartition(cluster: AvailablePartitions): number {
    const partition = this.#nextBelow(cluster.partitionCount);
    return isAvailable(partition, cluster) ? partition : this.#nextBelow(cluster.partitionCount);
  }
}

function isAvailable(partition: number, { available, partitionCount }: AvailablePartitions): boolean {
  return available.length === partitionCount || available.includes(partition);
}
