import type { BrokerRegistration } from "./controller/broker-registration.ts";
import { NO_LEADER, type PartitionRegistration } from "./controller/partition-registration.ts";
import type { MetadataDelta, MetadataView } from "./messages.ts";

/** The cluster's metadata as one broker has it: the controller's, some time ago. As KRaftMetadataCache. */
export class MetadataImage {
  readonly #partitions: PartitionRegistration[] = [];
  readonly #brokers = new Map<number, BrokerRegistration>();
  #offset = -1;

  /** The offset of the newest delta that is in it. */
  get offset(): number {
    return this.#offset;
  }

  partitionOf(partitionId: number): PartitionRegistration | undefined {
    return this.#partitions[partitionId];
  }

  brokerOf(brokerId: number): BrokerRegistration | undefined {
    return this.#brokers.get(brokerId);
  }

  /** The partition's leader. A leader that this broker knows to be fenced is no leader. */
  leaderOf(partitionId: number): number {
    const leader = this.#partitions[partitionId]?.leader ?? NO_LEADER;
    return this.#brokers.get(leader)?.isFenced === false ? leader : NO_LEADER;
  }

  /** Takes a delta in. */
  apply(delta: MetadataDelta): void {
    for (const { partition, registration } of delta.partitions) this.#partitions[partition.id] = registration;
    for (const broker of delta.brokers) this.#brokers.set(broker.brokerId, broker);
    for (const brokerId of delta.removedBrokers ?? []) this.#brokers.delete(brokerId);
    this.#offset = delta.offset;
  }

  /** What a client is told. */
  view(): MetadataView {
    return {
      leaders: this.#partitions.map(({ leaderEpoch }, id) => ({ leader: this.leaderOf(id), leaderEpoch })),
    };
  }
}
