import { LATEST_PRODUCTION, type MetadataVersion } from "./controller/metadata-version.ts";
import { DEFAULT_ELR_RULES, type ElrRules } from "./controller/partition-change.ts";
import { DEFAULT_GROUP_CONFIG, type GroupConfig } from "./group/group-config.ts";
import { DEFAULT_QUOTA_CONFIG, type QuotaConfig } from "./quota/client-quota-manager.ts";
import { DEFAULT_LOG_SETTINGS, type LogSettings } from "./storage/log-settings.ts";
import { DEFAULT_STORAGE_CONFIG, type StorageConfig } from "./storage/storage-config.ts";

/** Settings of the brokers, the controller and what lies between them; times in microseconds. Defaults of Kafka 4.3. */
export type ClusterConfig = {
  readonly brokerCount: number;
  readonly metadataVersion: MetadataVersion;
  /** Eligible leader replicas (KIP-966): on in new clusters. As eligible.leader.replicas.version. */
  readonly elrRules: ElrRules;
  readonly isAutoLeaderRebalanceEnabled: boolean;
  readonly leaderImbalanceCheckIntervalUs: number;
  readonly isControlledShutdownEnabled: boolean;
  readonly brokerSessionTimeoutUs: number;
  readonly brokerHeartbeatIntervalUs: number;
  readonly replicaLagTimeMaxUs: number;
  readonly replicaFetchWaitMaxUs: number;
  readonly replicaFetchMinBytes: number;
  readonly replicaFetchMaxBytes: number;
  readonly replicaFetchResponseMaxBytes: number;
  readonly replicaFetchBackoffUs: number;
  readonly replicaSocketTimeoutUs: number;
  readonly highWatermarkCheckpointIntervalUs: number;
  readonly uncleanLeaderElectionIntervalUs: number;
  readonly producerIdExpirationUs: number;
  /** The longest transaction.timeout.ms that a producer may ask for. */
  readonly transactionMaxTimeoutUs: number;
  /** A transactional id that nobody uses for this long is forgotten. */
  readonly transactionalIdExpirationUs: number;
  readonly transactionStateLogPartitions: number;
  /** At most as many as there are brokers. */
  readonly transactionStateLogReplicationFactor: number;
  readonly transactionStateLogMinIsr: number;
  /** broker.rack of broker 1, 2, ...; with racks, replicas are spread over them. */
  readonly racks: readonly string[];
  /** Added one way between machines in different racks. */
  readonly interRackLatencyUs: number;
  /** Of the group coordinators. */
  readonly group: GroupConfig;
  /** One controller is machine 0, and commits in a round trip as a quorum would; several are machines 3000, 3001, ... */
  readonly controllerCount: number;
  readonly quorumFetchTimeoutUs: number;
  readonly quorumElectionTimeoutUs: number;
  readonly quorumElectionBackoffMaxUs: number;
  /** One way between any two machines. */
  readonly networkLatencyUs: number;
  readonly bandwidthBytesPerSecond: number;
  /** How often the operating system writes dirty pages back; what is younger is lost when the power goes. */
  readonly diskFlushIntervalUs: number;
  /** From the start of a broker's process until it registers: boot and log recovery. */
  readonly diskRestartDurationUs: number;
  readonly storage: StorageConfig;
  readonly quotas: QuotaConfig;
};

export const DEFAULT_CLUSTER_CONFIG: ClusterConfig = {
  brokerCount: 3,
  metadataVersion: LATEST_PRODUCTION,
  elrRules: DEFAULT_ELR_RULES,
  isAutoLeaderRebalanceEnabled: true,
  leaderImbalanceCheckIntervalUs: 300_000_000,
  isControlledShutdownEnabled: true,
  brokerSessionTimeoutUs: 9_000_000,
  brokerHeartbeatIntervalUs: 2_000_000,
  replicaLagTimeMaxUs: 30_000_000,
  replicaFetchWaitMaxUs: 500_000,
  replicaFetchMinBytes: 1,
  replicaFetchMaxBytes: 1_048_576,
  replicaFetchResponseMaxBytes: 10_485_760,
  replicaFetchBackoffUs: 1_000_000,
  replicaSocketTimeoutUs: 30_000_000,
  highWatermarkCheckpointIntervalUs: 5_000_000,
  uncleanLeaderElectionIntervalUs: 300_000_000,
  producerIdExpirationUs: 86_400_000_000,
  transactionMaxTimeoutUs: 900_000_000,
  transactionalIdExpirationUs: 604_800_000_000,
  transactionStateLogPartitions: 50,
  transactionStateLogReplicationFactor: 3,
  transactionStateLogMinIsr: 2,
  racks: [],
  interRackLatencyUs: 0,
  group: DEFAULT_GROUP_CONFIG,
  controllerCount: 1,
  quorumFetchTimeoutUs: 2_000_000,
  quorumElectionTimeoutUs: 1_000_000,
  quorumElectionBackoffMaxUs: 1_000_000,
  networkLatencyUs: 500,
  bandwidthBytesPerSecond: 1_250_000_000,
  diskFlushIntervalUs: 30_000_000,
  diskRestartDurationUs: 5_000_000,
  storage: DEFAULT_STORAGE_CONFIG,
  quotas: DEFAULT_QUOTA_CONFIG,
};

/** A topic to create. */
export type TopicSpec = {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
  readonly isUncleanLeaderElectionEnabled: boolean;
  /** The largest batch that a leader accepts. */
  readonly maxMessageBytes: number;
  /** Segments, retention, compaction, timestamps, remote storage. */
  readonly log: LogSettings;
};

export const DEFAULT_TOPIC_SETTINGS: Omit<TopicSpec, "name" | "partitions"> = {
  replicationFactor: 1,
  minInSyncReplicas: 1,
  isUncleanLeaderElectionEnabled: false,
  maxMessageBytes: 1_048_588,
  log: DEFAULT_LOG_SETTINGS,
};

/** How a key selects its partition: as the Java client, or as librdkafka's default. */
export type PartitionerName = "murmur2" | "consistent_random";

/** Settings of one producer; times in microseconds. Defaults of Kafka 4.3. */
export type ProducerConfig = {
  /** -1 is all. */
  readonly acks: -1 | 0 | 1;
  /** Needs acks -1, retries and at most five requests in flight. */
  readonly isIdempotent: boolean;
  readonly retries: number;
  readonly batchSizeBytes: number;
  readonly lingerUs: number;
  readonly requestTimeoutUs: number;
  readonly deliveryTimeoutUs: number;
  readonly maxInFlightRequests: number;
  readonly retryBackoffUs: number;
  readonly retryBackoffMaxUs: number;
  readonly maxRequestSizeBytes: number;
  readonly metadataMaxAgeUs: number;
  readonly isAdaptivePartitioningEnabled: boolean;
  readonly areKeysIgnored: boolean;
  readonly partitioner: PartitionerName;
  /** What batches that are neither acknowledged nor failed may take; when it is full, send() blocks. */
  readonly bufferMemoryBytes: number;
  /** How long send() blocks before the record fails. */
  readonly maxBlockUs: number;
  readonly compressionType: CompressionType;
  /** Compressed size over plain size; undefined is what COMPRESSION_RATIOS says of the type. */
  readonly compressionRatio: number | undefined;
  /** Makes the producer transactional; needs idempotence. */
  readonly transactionalId: string | undefined;
  readonly transactionTimeoutUs: number;
};

/** As compression.type of a producer; the topic's own, `producer`, keeps what comes. */
export type CompressionType = "none" | "gzip" | "snappy" | "lz4" | "zstd";

/** Compressed size over plain size of a batch. Modelled: what the codecs do to batches of JSON records, in round numbers. */
export const COMPRESSION_RATIOS: Readonly<Record<CompressionType, number>> = {
  none: 1,
  gzip: 0.3,
  snappy: 0.5,
  lz4: 0.5,
  zstd: 0.3,
};

export const DEFAULT_PRODUCER_CONFIG: ProducerConfig = {
  acks: -1,
  isIdempotent: true,
  retries: 2_147_483_647,
  batchSizeBytes: 16_384,
  lingerUs: 5_000,
  requestTimeoutUs: 30_000_000,
  deliveryTimeoutUs: 120_000_000,
  maxInFlightRequests: 5,
  retryBackoffUs: 100_000,
  retryBackoffMaxUs: 1_000_000,
  maxRequestSizeBytes: 1_048_576,
  metadataMaxAgeUs: 300_000_000,
  isAdaptivePartitioningEnabled: true,
  areKeysIgnored: false,
  partitioner: "murmur2",
  bufferMemoryBytes: 33_554_432,
  maxBlockUs: 60_000_000,
  compressionType: "none",
  compressionRatio: undefined,
  transactionalId: undefined,
  transactionTimeoutUs: 60_000_000,
};
