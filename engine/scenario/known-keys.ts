import type { z } from "zod";

/** A settings object that reads some of a real system's keys, and the system's keys that this version does not read. */
export type PartlyRead = { readonly system: string; readonly notRead: ReadonlySet<string> };

const partlyRead = new WeakMap<z.core.$ZodType, PartlyRead>();

/** Notes on a settings schema which keys the real system has beside those read here, so that they are not called unknown. */
export function readsPartOf<S extends z.ZodType>(system: string, notRead: ReadonlySet<string>, schema: S): S {
  partlyRead.set(schema, { system, notRead });
  return schema;
}

/** The real system behind a settings schema, or undefined. */
export function partlyReadBy(schema: z.core.$ZodType): PartlyRead | undefined {
  return partlyRead.get(schema);
}

function keys(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((key) => key !== ""));
}

/** Broker and controller settings of Kafka 4.3 that this engine does not read. */
export const CLUSTER_KEYS_NOT_READ = keys(`
  auto.create.topics.enable background.threads compression.type controller.quorum.append.linger.ms
  default.replication.factor delete.topic.enable fetch.max.bytes group.consumer.max.session.timeout.ms
  group.consumer.migration.policy group.consumer.min.session.timeout.ms initial.broker.registration.timeout.ms
  log.dirs log.retention.hours log.retention.minutes log.roll.hours message.max.bytes num.io.threads
  num.network.threads num.partitions num.recovery.threads.per.data.dir num.replica.fetchers offset.metadata.max.bytes
  offsets.commit.timeout.ms offsets.retention.check.interval.ms offsets.topic.num.partitions
  offsets.topic.replication.factor broker.rack queued.max.requests replica.selector.class
  replica.socket.receive.buffer.bytes replica.socket.timeout.ms request.timeout.ms socket.receive.buffer.bytes
  socket.request.max.bytes socket.send.buffer.bytes transaction.abort.timed.out.transaction.cleanup.interval.ms
  transaction.max.timeout.ms transaction.state.log.min.isr transaction.state.log.num.partitions
  transaction.state.log.replication.factor transactional.id.expiration.ms
`);

/** Topic settings of Kafka 4.3 that this engine does not read. */
export const TOPIC_KEYS_NOT_READ = keys(`
  compression.type follower.replication.throttled.replicas leader.replication.throttled.replicas preallocate
`);

/** Producer settings of Kafka 4.3 that this engine does not read. */
export const PRODUCER_KEYS_NOT_READ = keys(`
  bootstrap.servers client.dns.lookup client.id client.rack compression.gzip.level compression.lz4.level
  compression.zstd.level connections.max.idle.ms enable.metrics.push interceptor.classes key.serializer
  metadata.max.idle.ms metadata.recovery.rebootstrap.trigger.ms metadata.recovery.strategy metric.reporters
  metrics.num.samples metrics.recording.level metrics.sample.window.ms partitioner.availability.timeout.ms partitioner.class
  receive.buffer.bytes reconnect.backoff.max.ms reconnect.backoff.ms security.protocol send.buffer.bytes
  socket.connection.setup.timeout.max.ms socket.connection.setup.timeout.ms
  transaction.two.phase.commit.enable value.serializer
`);

/** Consumer settings of Kafka 4.3 that this engine does not read. */
export const CONSUMER_KEYS_NOT_READ = keys(`
  allow.auto.create.topics bootstrap.servers check.crcs client.dns.lookup client.id client.rack connections.max.idle.ms
  enable.metrics.push exclude.internal.topics group.id group.instance.id interceptor.classes key.deserializer
  metadata.recovery.rebootstrap.trigger.ms metadata.recovery.strategy metric.reporters metrics.num.samples
  metrics.recording.level metrics.sample.window.ms receive.buffer.bytes reconnect.backoff.max.ms reconnect.backoff.ms
  security.protocol send.buffer.bytes socket.connection.setup.timeout.max.ms socket.connection.setup.timeout.ms
  value.deserializer
`);

/** Options of Spark 4.1's Kafka source that this engine does not read. */
export const KAFKA_SOURCE_OPTIONS_NOT_READ = keys(`
  assign endingOffsets endingOffsetsByTimestamp endingTimestamp fetchOffset.numRetries fetchOffset.retryIntervalMs
  groupIdPrefix includeHeaders kafka.bootstrap.servers kafka.group.id kafkaConsumer.pollTimeoutMs maxRecordsPerPartition
  minPartitions startingOffsetsByTimestamp startingOffsetsByTimestampStrategy startingTimestamp subscribe subscribePattern
`);

/** Settings of the Kinesis Producer Library that this engine does not read. */
export const KPL_KEYS_NOT_READ = keys(`
  AggregationEnabled AggregationMaxCount AggregationMaxSize CloudwatchEndpoint CloudwatchPort ConnectTimeout EnableCoreDumps
  KinesisEndpoint KinesisPort LogLevel MetricsGranularity MetricsLevel MetricsNamespace MetricsUploadDelay MinConnections Region
  RequestTimeout StsEndpoint TempDirectory ThreadingModel ThreadPoolSize VerifyCertificate
`);

/** Settings of the Kinesis Client Library 3.x that this engine does not read. */
export const KCL_KEYS_NOT_READ = keys(`
  applicationName billingMode callProcessRecordsEvenForEmptyRecordList cleanupLeasesUponShardCompletion clientVersionConfig
  consecutiveHolesForTriggeringLeaseRecovery consumerArn consumerName dampeningPercentage ddbTableCreationTimeout
  failoverMultiplier garbageLeaseCleanupIntervalMillis ignoreUnexpectedChildShards initialLeaseTableReadCapacity
  initialLeaseTableWriteCapacity kinesisRequestTimeout leaseCleanupIntervalMillis leaseTableDeletionProtectionEnabled
  leaseTablePitrEnabled leasesRecoveryAuditorExecutionFrequencyMillis leasesRecoveryAuditorInconsistencyConfidenceThreshold
  listShardsBackoffTimeInMillis logWarningForTaskAfterMillis maxDescribeStreamConsumerRetries maxGetRecordsThreadPool
  maxInitializationAttempts maxLeaseRenewalThreads maxListShardsRetryAttempts maxPendingProcessRecordsInput
  maxThroughputPerHostKBps metricsBufferTimeMillis metricsEnabledDimensions metricsLevel metricsMaxQueueSize
  reBalanceThresholdPercentage readTimeoutsToIgnoreBeforeWarning retryGetRecordsInSeconds schedulerInitializationBackoffTimeMillis
  shardSyncIntervalMillis skipShardSyncAtWorkerInitializationIfLeasesExist streamName subscribeToShardRetries tableName
  taskBackoffTimeMillis useShardSyncer usePollingConfigIdleTimeValue varianceBalancingFrequency workerIdentifier
  workerMetricsEMAAlpha workerUtilizationAwareAssignmentConfig gracefulLeaseHandoffConfig
`);
