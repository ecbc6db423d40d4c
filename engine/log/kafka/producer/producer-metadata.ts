import { NO_LEADER } from "../controller/partition-registration.ts";
import type { MetadataView } from "../messages.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { AvailablePartitions } from "./builtin-partitioner.ts";

/**
 * Who leads the partitions of one topic, as a producer was told last. As Kafka's ProducerMetadata.
 *
 * Invariants: (1) a partition's leader epoch never falls; (2) `partitionsOf` and `available` say what the leaders say.
 */
export class ProducerMetadata {
  readonly partitions: readonly TopicPartition[];
  readonly #leaders: { leader: number; leaderEpoch: number }[];
  #byLeader = new Map<number, readonly number[]>();
  #cluster: AvailablePartitions = { available: [], partitionCount: 0 };

  constructor(partitions: readonly TopicPartition[], view: MetadataView) {
    this.partitions = partitions;
    this.#leaders = partitions.map(() => ({ leader: NO_LEADER, leaderEpoch: -1 }));
    this.update(view);
  }

  /** What the choice of a partition for records without a key looks at. */
  get cluster(): AvailablePartitions {
    return this.#cluster;
  }

  leaderOf(partition: number): number {
    return this.#leaders[partition]?.leader ?? NO_LEADER;
  }

  leaderEpochOf(partition: number): number {
    return this.#leaders[partition]?.leaderEpoch ?? -1;
  }

  /** The partitions that a broker leads, ascending. */
  partitionsOf(brokerId: number): readonly number[] {
    return this.#byLeader.get(brokerId) ?? [];
  }

  /** Takes a broker's answer in; what is older than what is known is left out. True when it brought something new. */
  update(view: MetadataView): boolean {
    let hasNews = false;
    for (const [index, partition] of this.partitions.entries()) {
      const told = view.leaders[partition.id];
      const known = this.#leaders[index];
      if (told !== undefined && known !== undefined && told.leaderEpoch >= known.leaderEpoch) {
        hasNews ||= known.leader !== told.leader || known.leaderEpoch !== told.leaderEpoch;
        known.leader = told.leader;
        known.leaderEpoch = told.leaderEpoch;
      }
    }
    const byLeader = new Map<number, number[]>();
    for (const [partition, { leader }] of this.#leaders.entries()) {
      if (leader === NO_LEADER) continue;
      const led = byLeader.get(leader);
      if (led === undefined) byLeader.set(leader, [partition]);
      else led.push(partition);
    }
    this.#byLeader = byLeader;
    const available = [...this.#leaders.keys()].filter((partition) => this.leaderOf(partition) !== NO_LEADER);
    this.#cluster = { available, partitionCount: this.partitions.length };
    return hasNews;
  }
}
