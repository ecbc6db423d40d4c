import type { TopicPartition } from "../topic-partition.ts";
import type { BrokerRegistration } from "./broker-registration.ts";
import type { PartitionRegistration } from "./partition-registration.ts";

/** A partition and what became of it. */
export type PartitionState = { readonly partition: TopicPartition; readonly registration: PartitionRegistration };

/** What one event of the controller decides, piece by piece. As the list of records in a ControllerResult. */
export class MetadataChanges {
  readonly partitions: PartitionState[] = [];
  readonly brokers: BrokerRegistration[] = [];
  readonly removedBrokers: number[] = [];

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** How many records they are. */
  get size(): number {
    return this.partitions.length + this.brokers.length + this.removedBrokers.length;
  }
}
