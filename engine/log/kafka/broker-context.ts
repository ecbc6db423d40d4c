import type { Probe } from "../../base/probe.ts";
import type { ServiceFactory } from "./broker-service.ts";
import type { ClusterConfig } from "./kafka-config.ts";
import type { BrokerDirectory, ControllerDirectory } from "./messages.ts";
import type { Network } from "./network.ts";
import type { ReplicationThrottles } from "./replication-throttles.ts";
import type { LogRecords } from "./storage/log-validator.ts";
import type { RemoteStorage } from "./storage/remote-storage.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** What all brokers of a cluster share. */
export type BrokerContext = {
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly probe: Probe;
  readonly controllers: ControllerDirectory;
  readonly directory: BrokerDirectory;
  /** Hands out producer ids, unique in the cluster. As the ProducerIdsBlock that brokers take from the controller. */
  readonly nextProducerId: () => number;
  /** The partitions of a topic, none as long as there is no such topic. */
  readonly partitionsOf: (topic: string) => readonly TopicPartition[];
  /** Where a broker stands, as broker.rack. */
  readonly rackOf: (brokerId: number) => string | undefined;
  readonly makeServices: ServiceFactory;
  /** How fast moving replicas may be copied. */
  readonly throttles: ReplicationThrottles;
  readonly records: LogRecords;
  /** Where tiered topics keep what is old. */
  readonly remote: RemoteStorage;
  /** For what differs from log to log by chance. */
  readonly seed: number;
  /** A broker cannot write to its only log directory any more. */
  readonly storageFailed: (brokerId: number) => void;
};
