import type { ApiName, ApiRequest, ApiResponse } from "./api/kafka-api.ts";
import type { BrokerRegistration } from "./controller/broker-registration.ts";
import type { BrokerHeartbeat } from "./controller/cluster-control.ts";
import type { PartitionRegistration } from "./controller/partition-registration.ts";
import type { KafkaErrorName } from "./kafka-error.ts";
import type { Connection } from "./network.ts";
import type { MachineId } from "./network-links.ts";
import type { RecordBatch, UnplacedBatch } from "./record-batch.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** Bytes of a request or response beside the batches in it. Modelled: what the headers and one partition's fields take. */
export const REQUEST_OVERHEAD_BYTES = 60;
export const PARTITION_OVERHEAD_BYTES = 40;

/** Batches of several partitions that one broker leads. */
export type ProduceRequest = {
  readonly acks: -1 | 0 | 1;
  /** How long the broker waits for the in-sync replicas: the producer's request.timeout.ms. */
  readonly timeoutUs: number;
  /** Of the producer whose transaction the batches belong to. */
  readonly transactionalId?: string | undefined;
  /** Whose quota the request counts against; none without it. */
  readonly clientId?: string;
  readonly batches: readonly { readonly partition: TopicPartition; readonly batch: UnplacedBatch }[];
};

/** What became of one batch of a produce request; baseOffset is -1 with an error. */
export type ProduceResult = { readonly error: KafkaErrorName; readonly baseOffset: number };

/**
 * One partition in a follower's fetch. The fetcher writes the position before it sends and leaves it alone until the answer
 * is there, so the leader may read it at any time in between.
 */
export type FetchPartition = {
  readonly partition: TopicPartition;
  readonly currentLeaderEpoch: number;
  fetchOffset: number;
  lastFetchedEpoch: number;
  /** Not fetched before this instant, after an error. */
  delayedUntilUs: number;
  /** What the leader sent last in this session: only news is sent. As FetchSession.CachedPartition. */
  sentHighWatermark: number;
  sentLogStartOffset: number;
};

/** A fetch that waits at the leader for data. */
export type ParkedFetch = { readonly request: FetchRequest; readonly deadlineUs: number };

/** What a leader keeps of one follower's connection: at most one fetch is under way on it. */
export type FetchSession = {
  readonly connection: Connection;
  readonly respond: (response: FetchResponse) => void;
  parked: ParkedFetch | undefined;
  isTimerArmed: boolean;
  /** Where the next response starts among the partitions, so that a full response starves none. */
  rotation: number;
};

/** A follower asks for all partitions that it follows on one leader. */
export type FetchRequest = {
  readonly followerId: number;
  readonly brokerEpoch: number;
  readonly session: FetchSession;
  readonly partitions: readonly FetchPartition[];
};

/** News of one partition. */
export type FetchEntry =
  | {
      readonly kind: "data";
      readonly fetched: FetchPartition;
      readonly batches: readonly RecordBatch[];
      readonly highWatermark: number;
      /** The follower's log starts no later than the leader's. */
      readonly logStartOffset: number;
    }
  | { readonly kind: "diverging"; readonly fetched: FetchPartition; readonly epoch: number; readonly endOffset: number }
  | {
      readonly kind: "out-of-range";
      readonly fetched: FetchPartition;
      readonly leaderLogStartOffset: number;
      readonly leaderLogEndOffset: number;
    }
  | {
      /** What was asked for is in remote storage only. As OFFSET_MOVED_TO_TIERED_STORAGE. */
      readonly kind: "moved-to-tiered-storage";
      readonly fetched: FetchPartition;
      readonly leaderLogStartOffset: number;
      readonly leaderLocalLogStartOffset: number;
    }
  | { readonly kind: "error"; readonly fetched: FetchPartition; readonly error: KafkaErrorName };

export type FetchResponse = { readonly entries: readonly FetchEntry[] };

/** The leader's wish for one partition's ISR. */
export type AlterPartitionItem = {
  readonly partition: TopicPartition;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** Broker id and the broker epoch that the leader knows of it. */
  readonly newIsr: readonly { readonly brokerId: number; readonly brokerEpoch: number }[];
};

export type AlterPartitionRequest = {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly items: readonly AlterPartitionItem[];
};

/** The controller's answer to one wish: the new state, or why there is none. */
export type AlterPartitionResult =
  | { readonly kind: "altered"; readonly registration: PartitionRegistration }
  | { readonly kind: "refused"; readonly error: KafkaErrorName };

/** What changed in the cluster's metadata; brokers apply deltas in the order of their offsets. */
export type MetadataDelta = {
  readonly offset: number;
  readonly partitions: readonly { readonly partition: TopicPartition; readonly registration: PartitionRegistration }[];
  readonly brokers: readonly BrokerRegistration[];
  /** Brokers that are not part of the cluster any more. */
  readonly removedBrokers?: readonly number[];
};

/** What a client may learn of the leaders from any broker. */
export type MetadataView = {
  /** By partition id: leader and its epoch. */
  readonly leaders: readonly { readonly leader: number; readonly leaderEpoch: number }[];
};

/** A broker's process as other machines reach it. */
export interface BrokerEndpoint {
  readonly brokerId: number;
  produce(
    request: ProduceRequest,
    connection: Connection,
    onResponse: (results: readonly ProduceResult[]) => void,
  ): void;
  fetch(request: FetchRequest): void;
  /** The broker's own view, which may lag behind the controller's. */
  metadataView(): MetadataView;
  /** A new producer id. */
  initProducerId(): number;
  /** Any other request: it waits for its turn on the connection; the answer travels back over it. */
  handle<A extends ApiName>(
    api: A,
    request: ApiRequest<A>,
    connection: Connection,
    onResponse: (response: ApiResponse<A>) => void,
  ): void;
}

/** Finds the process that runs on a broker's machine now. */
export type BrokerDirectory = { endpointOf(brokerId: number): BrokerEndpoint | undefined };

/** A broker's process as the controller reaches it. */
export interface MetadataSubscriber {
  readonly brokerId: number;
  applyMetadata(delta: MetadataDelta): void;
}

/** A process that wishes to be registered. As BrokerRegistrationRequest. */
export type BrokerRegistrant = {
  readonly subscriber: MetadataSubscriber;
  /** The epoch that the disk's mark of a clean shutdown names, -1 without one. */
  readonly previousBrokerEpoch: number;
  readonly rack?: string;
};

/** Why a broker is not registered, or its epoch. */
export type RegistrationResult =
  | { readonly kind: "registered"; readonly brokerEpoch: number }
  | { readonly kind: "refused"; readonly error: KafkaErrorName };

/** The answer to a heartbeat; with `mayShutDown` a broker that wishes to stop has nothing left to wait for. */
export type HeartbeatResult = { readonly error: KafkaErrorName; readonly mayShutDown: boolean };

/** The controllers of a cluster, as brokers find the active one. */
export type ControllerDirectory = {
  /** The machines on which a controller runs. */
  readonly machines: readonly MachineId[];
  /** The machine of the active controller, as far as the others know. */
  active(): MachineId | undefined;
  /** The active controller, if it is on this machine. */
  activeOn(machine: MachineId): ControllerEndpoint | undefined;
};

/** The controller as brokers reach it. Each call is the arrival of a request; `respond` runs when the answer is committed. */
export interface ControllerEndpoint {
  register(registrant: BrokerRegistrant, connection: Connection, respond: (result: RegistrationResult) => void): void;
  /** A registered broker reaches the controller over a new connection and knows the metadata up to an offset. */
  subscribe(subscriber: MetadataSubscriber, connection: Connection, metadataOffset: number): void;
  heartbeat(heartbeat: BrokerHeartbeat, respond: (result: HeartbeatResult) => void): void;
  alterPartition(request: AlterPartitionRequest, respond: (results: readonly AlterPartitionResult[]) => void): void;
}
