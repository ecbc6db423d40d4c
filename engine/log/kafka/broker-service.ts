import type { Probe } from "../../base/probe.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import type { ApiHandlers } from "./api/kafka-api.ts";
import type { ClusterConfig } from "./kafka-config.ts";
import type { KafkaErrorName } from "./kafka-error.ts";
import type { BrokerDirectory, ProduceResult } from "./messages.ts";
import type { Network } from "./network.ts";
import type { PartitionLeader } from "./partition-leader.ts";
import type { ControlType, UnplacedBatch } from "./record-batch.ts";
import type { TopicPartition } from "./topic-partition.ts";
import type { TransactionApi } from "./transaction/transaction-api.ts";

/** A part of a broker's process that answers APIs of its own, and may care which partitions the broker leads. */
export interface BrokerService {
  readonly handlers: ApiHandlers;
  /** The broker has begun to lead a partition, or leads it in a new epoch. */
  leading?(leader: PartitionLeader): void;
  /** The broker leads a partition no more. */
  resigned?(partition: TopicPartition): void;
  /** More than before may be read from a partition: its high watermark has moved. */
  advanced?(leader: PartitionLeader): void;
  /** A producer's transaction has ended in a partition that this broker leads, and its marker is replicated. */
  transactionEnded?(partition: TopicPartition, producerId: number, type: ControlType): void;
}

/** What a service may use of the broker it lives in. */
export type ServiceHost = {
  readonly brokerId: number;
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly directory: BrokerDirectory;
  readonly isRunning: () => boolean;
  /** The partition as this broker leads it, if it does. */
  leaderOf(partition: TopicPartition): PartitionLeader | undefined;
  /** Who leads a partition as far as this broker knows, NO_LEADER for nobody. */
  knownLeaderOf(partition: TopicPartition): number;
  /** The partitions of a topic, none as long as there is no such topic. */
  partitionsOf(topic: string): readonly TopicPartition[];
  /** A producer id that nobody else in the cluster has. */
  newProducerId(): number;
  /** Has the coordinator take partitions of this broker into a transaction; NONE, or the error for the client. */
  verifyTransaction(
    request: TransactionApi["AddPartitionsToTxn"]["request"],
    onDone: (error: KafkaErrorName) => void,
  ): void;
  /** Appends to a partition that this broker leads, and tells when every in-sync replica has it, or why not. */
  append(partition: TopicPartition, batch: UnplacedBatch, onDone: (result: ProduceResult) => void): void;
};

/** Makes the services of a broker's process when it starts. */
export type ServiceFactory = (host: ServiceHost) => readonly BrokerService[];
