import type { ClientAssignorName } from "../group/assignor/client-assignor.ts";
import type { ServerAssignorName } from "../group/assignor/server-assignor.ts";

/** Where a consumer starts without a valid position; by_duration goes back that far from now (KIP-1106). As auto.offset.reset. */
export type AutoOffsetReset =
  | { readonly kind: "earliest" }
  | { readonly kind: "latest" }
  | { readonly kind: "none" }
  | { readonly kind: "by_duration"; readonly durationUs: number };

/** Which records a consumer is given. As isolation.level. */
export type IsolationLevel = "read_uncommitted" | "read_committed";

/** Settings of one consumer; times in microseconds. Names and defaults as ConsumerConfig of Kafka 4.3. */
export type ConsumerConfig = {
  /** classic: JoinGroup and SyncGroup, the leader assigns. consumer: KIP-848, the coordinator assigns. */
  readonly groupProtocol: "classic" | "consumer";
  /** Static membership: set per member, from its own instance id. */
  readonly groupInstanceId: string | undefined;
  /** In the order of preference; classic protocol. */
  readonly partitionAssignmentStrategy: readonly ClientAssignorName[];
  /** Undefined leaves the choice to the broker: the first of group.consumer.assignors. */
  readonly groupRemoteAssignor: ServerAssignorName | undefined;
  /** Classic protocol; the brokers say it under KIP-848. */
  readonly sessionTimeoutUs: number;
  /** Classic protocol; the brokers say it under KIP-848. */
  readonly heartbeatIntervalUs: number;
  /** Also the rebalance timeout. */
  readonly maxPollIntervalUs: number;
  readonly maxPollRecords: number;
  readonly isAutoCommitEnabled: boolean;
  readonly autoCommitIntervalUs: number;
  readonly autoOffsetReset: AutoOffsetReset;
  readonly isolationLevel: IsolationLevel;
  readonly fetchMinBytes: number;
  readonly fetchMaxBytes: number;
  readonly fetchMaxWaitUs: number;
  readonly maxPartitionFetchBytes: number;
  readonly requestTimeoutUs: number;
  /** How long a blocking call such as commitSync goes on trying. */
  readonly defaultApiTimeoutUs: number;
  readonly retryBackoffUs: number;
  readonly retryBackoffMaxUs: number;
  readonly metadataMaxAgeUs: number;
};

export const DEFAULT_CONSUMER_CONFIG: ConsumerConfig = {
  groupProtocol: "classic",
  groupInstanceId: undefined,
  partitionAssignmentStrategy: ["range", "cooperative-sticky"],
  groupRemoteAssignor: undefined,
  sessionTimeoutUs: 45_000_000,
  heartbeatIntervalUs: 3_000_000,
  maxPollIntervalUs: 300_000_000,
  maxPollRecords: 500,
  isAutoCommitEnabled: true,
  autoCommitIntervalUs: 5_000_000,
  autoOffsetReset: { kind: "latest" },
  isolationLevel: "read_uncommitted",
  fetchMinBytes: 1,
  fetchMaxBytes: 52_428_800,
  fetchMaxWaitUs: 500_000,
  maxPartitionFetchBytes: 1_048_576,
  requestTimeoutUs: 30_000_000,
  defaultApiTimeoutUs: 60_000_000,
  retryBackoffUs: 100_000,
  retryBackoffMaxUs: 1_000_000,
  metadataMaxAgeUs: 300_000_000,
};
