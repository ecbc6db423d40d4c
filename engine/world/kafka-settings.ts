import { millisecondsUs, SECOND } from "../base/time.ts";
import {
  type ClusterConfig,
  DEFAULT_CLUSTER_CONFIG,
  type ProducerConfig,
  type TopicSpec,
} from "../log/kafka/kafka-config.ts";
import { DEFAULT_QUOTA_CONFIG, type QuotaConfig } from "../log/kafka/quota/client-quota-manager.ts";
import type { KafkaCluster, SourceNode, TopicNode } from "../scenario/scenario.ts";
import { groupConfigOf } from "./consumer-settings.ts";
import { logSettingsOf, storageConfigOf } from "./storage-settings.ts";

/** The cluster of a scenario in the engine's units: Kafka's milliseconds become microseconds. */
export function clusterConfigOf(kafka: KafkaCluster): ClusterConfig {
  const { brokers, controllers, config, network, disk, racks } = kafka;
  return {
    ...DEFAULT_CLUSTER_CONFIG,
    brokerCount: brokers,
    controllerCount: controllers,
    quorumFetchTimeoutUs: millisecondsUs(config["controller.quorum.fetch.timeout.ms"]),
    quorumElectionTimeoutUs: millisecondsUs(config["controller.quorum.election.timeout.ms"]),
    quorumElectionBackoffMaxUs: millisecondsUs(config["controller.quorum.election.backoff.max.ms"]),
    isAutoLeaderRebalanceEnabled: config["auto.leader.rebalance.enable"],
    leaderImbalanceCheckIntervalUs: millisecondsUs(config["leader.imbalance.check.interval.seconds"] * 1_000),
    isControlledShutdownEnabled: config["controlled.shutdown.enable"],
    brokerSessionTimeoutUs: millisecondsUs(config["broker.session.timeout.ms"]),
    brokerHeartbeatIntervalUs: millisecondsUs(config["broker.heartbeat.interval.ms"]),
    replicaLagTimeMaxUs: millisecondsUs(config["replica.lag.time.max.ms"]),
    replicaFetchWaitMaxUs: millisecondsUs(config["replica.fetch.wait.max.ms"]),
    replicaFetchMinBytes: config["replica.fetch.min.bytes"],
    replicaFetchMaxBytes: config["replica.fetch.max.bytes"],
    replicaFetchResponseMaxBytes: config["replica.fetch.response.max.bytes"],
    replicaFetchBackoffUs: millisecondsUs(config["replica.fetch.backoff.ms"]),
    highWatermarkCheckpointIntervalUs: millisecondsUs(config["replica.high.watermark.checkpoint.interval.ms"]),
    uncleanLeaderElectionIntervalUs: millisecondsUs(config["unclean.leader.election.interval.ms"]),
    producerIdExpirationUs: millisecondsUs(config["producer.id.expiration.ms"]),
    networkLatencyUs: network.latency,
    interRackLatencyUs: network.interRackLatency,
    bandwidthBytesPerSecond: network.bandwidthBytesPerSecond,
    diskFlushIntervalUs: disk.flushInterval,
    diskRestartDurationUs: disk.restartDuration,
    storage: storageConfigOf(config),
    quotas: quotasOf(kafka),
    group: groupConfigOf(kafka),
    racks: racks.length === 0 ? [] : Array.from({ length: brokers }, (_, broker) => racks[broker % racks.length] ?? ""),
  };
}

/** Quotas by client id; those of `default` are for clients that have none. */
function quotasOf({ quotas }: KafkaCluster): QuotaConfig {
  const clients = quotas.map((quota) => ({
    clientId: quota.client === "default" ? undefined : quota.client,
    producerByteRate: quota.producer_byte_rate,
    consumerByteRate: quota.consumer_byte_rate,
  }));
  return { ...DEFAULT_QUOTA_CONFIG, clients };
}

/** A topic of a scenario; what it does not say itself it takes from the cluster, as in Kafka. */
export function topicSpecOf(node: TopicNode, cluster: KafkaCluster): TopicSpec {
  return {
    name: node.id,
    partitions: node.partitions,
    replicationFactor: node.replicationFactor,
    minInSyncReplicas: node.config["min.insync.replicas"] ?? cluster.config["min.insync.replicas"],
    isUncleanLeaderElectionEnabled:
      node.config["unclean.leader.election.enable"] ?? cluster.config["unclean.leader.election.enable"],
    maxMessageBytes: node.config["max.message.bytes"],
    log: logSettingsOf(node.config, cluster.config),
  };
}

/** A source's producer in the engine's units. */
export function producerConfigOf({ id, producer, transaction }: SourceNode): ProducerConfig {
  return {
    acks: producer.acks,
    isIdempotent: producer["enable.idempotence"],
    retries: producer.retries,
    batchSizeBytes: producer["batch.size"],
    lingerUs: millisecondsUs(producer["linger.ms"]),
    requestTimeoutUs: millisecondsUs(producer["request.timeout.ms"]),
    deliveryTimeoutUs: millisecondsUs(producer["delivery.timeout.ms"]),
    maxInFlightRequests: producer["max.in.flight.requests.per.connection"],
    retryBackoffUs: millisecondsUs(producer["retry.backoff.ms"]),
    retryBackoffMaxUs: millisecondsUs(producer["retry.backoff.max.ms"]),
    maxRequestSizeBytes: producer["max.request.size"],
    metadataMaxAgeUs: millisecondsUs(producer["metadata.max.age.ms"]),
    isAdaptivePartitioningEnabled: producer["partitioner.adaptive.partitioning.enable"],
    areKeysIgnored: producer["partitioner.ignore.keys"],
    partitioner: producer.partitioner,
    bufferMemoryBytes: producer["buffer.memory"],
    maxBlockUs: millisecondsUs(producer["max.block.ms"]),
    compressionType: producer["compression.type"],
    compressionRatio: undefined,
    transactionalId: producer["transactional.id"] ?? (transaction === undefined ? undefined : id),
    transactionTimeoutUs: millisecondsUs(producer["transaction.timeout.ms"]),
  };
}

/** How often a source ends its transactions, and how often with an abort. */
export function transactionsOf({ transaction }: SourceNode): {
  readonly everyUs: number;
  readonly abortEvery: number | undefined;
} {
  return { everyUs: transaction?.every ?? SECOND, abortEvery: transaction?.abortEvery };
}
