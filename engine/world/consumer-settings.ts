import { millisecondsUs } from "../base/time.ts";
import type { ConsumerConfig } from "../log/kafka/consumer/consumer-config.ts";
import type { GroupConfig } from "../log/kafka/group/group-config.ts";
import { DEFAULT_GROUP_CONFIG } from "../log/kafka/group/group-config.ts";
import type { ConsumerGroupNode, KafkaCluster } from "../scenario/scenario.ts";

const MINUTE_MS = 60_000;

/** The group coordinators of a scenario in the engine's units. */
export function groupConfigOf({ config }: KafkaCluster): GroupConfig {
  return {
    ...DEFAULT_GROUP_CONFIG,
    initialRebalanceDelayUs: millisecondsUs(config["group.initial.rebalance.delay.ms"]),
    minSessionTimeoutUs: millisecondsUs(config["group.min.session.timeout.ms"]),
    maxSessionTimeoutUs: millisecondsUs(config["group.max.session.timeout.ms"]),
    consumerSessionTimeoutUs: millisecondsUs(config["group.consumer.session.timeout.ms"]),
    consumerHeartbeatIntervalUs: millisecondsUs(config["group.consumer.heartbeat.interval.ms"]),
    consumerAssignmentIntervalUs: millisecondsUs(config["group.consumer.assignment.interval.ms"]),
    consumerAssignors: config["group.consumer.assignors"],
    offsetsRetentionUs: millisecondsUs(config["offsets.retention.minutes"] * MINUTE_MS),
  };
}

/** What every member of a group is set to, in the engine's units; the instance id is each member's own. */
export function consumerConfigOf({ config }: ConsumerGroupNode): ConsumerConfig {
  return {
    groupProtocol: config["group.protocol"],
    groupInstanceId: undefined,
    partitionAssignmentStrategy: config["partition.assignment.strategy"],
    groupRemoteAssignor: config["group.remote.assignor"],
    sessionTimeoutUs: millisecondsUs(config["session.timeout.ms"]),
    heartbeatIntervalUs: millisecondsUs(config["heartbeat.interval.ms"]),
    maxPollIntervalUs: millisecondsUs(config["max.poll.interval.ms"]),
    maxPollRecords: config["max.poll.records"],
    isAutoCommitEnabled: config["enable.auto.commit"],
    autoCommitIntervalUs: millisecondsUs(config["auto.commit.interval.ms"]),
    autoOffsetReset: { kind: config["auto.offset.reset"] },
    isolationLevel: config["isolation.level"],
    fetchMinBytes: config["fetch.min.bytes"],
    fetchMaxBytes: config["fetch.max.bytes"],
    fetchMaxWaitUs: millisecondsUs(config["fetch.max.wait.ms"]),
    maxPartitionFetchBytes: config["max.partition.fetch.bytes"],
    requestTimeoutUs: millisecondsUs(config["request.timeout.ms"]),
    defaultApiTimeoutUs: millisecondsUs(config["default.api.timeout.ms"]),
    retryBackoffUs: millisecondsUs(config["retry.backoff.ms"]),
    retryBackoffMaxUs: millisecondsUs(config["retry.backoff.max.ms"]),
    metadataMaxAgeUs: millisecondsUs(config["metadata.max.age.ms"]),
  };
}
