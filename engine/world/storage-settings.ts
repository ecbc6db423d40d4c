import { millisecondsUs } from "../base/time.ts";
import type { CleanupPolicy, LogSettings } from "../log/kafka/storage/log-settings.ts";
import { DEFAULT_LOG_SETTINGS } from "../log/kafka/storage/log-settings.ts";
import { DEFAULT_STORAGE_CONFIG, type StorageConfig } from "../log/kafka/storage/storage-config.ts";
import type { KafkaCluster, TopicNode } from "../scenario/scenario.ts";
import { BROKER_KEY_OF } from "../scenario/storage-keys.ts";

type TopicConfig = TopicNode["config"];
type ClusterKeys = KafkaCluster["config"];
type Inherited = keyof typeof BROKER_KEY_OF;

/** A topic's log settings in the engine's units: its own, else the cluster's, else Kafka's defaults. */
export function logSettingsOf(topic: TopicConfig, cluster: ClusterKeys): LogSettings {
  const defaults = DEFAULT_LOG_SETTINGS;
  const own = <K extends Inherited>(key: K): TopicConfig[K] | ClusterKeys[(typeof BROKER_KEY_OF)[K]] =>
    topic[key] ?? cluster[BROKER_KEY_OF[key]];
  const timeUs = (key: InheritedTime, otherwise: number): number => spanUs(own(key), otherwise);
  const policy = own("cleanup.policy");
  return {
    cleanupPolicy: policy === undefined ? defaults.cleanupPolicy : cleanupPolicyOf(policy),
    segmentBytes: own("segment.bytes") ?? defaults.segmentBytes,
    segmentUs: timeUs("segment.ms", defaults.segmentUs),
    segmentJitterUs: timeUs("segment.jitter.ms", defaults.segmentJitterUs),
    segmentIndexBytes: own("segment.index.bytes") ?? defaults.segmentIndexBytes,
    indexIntervalBytes: own("index.interval.bytes") ?? defaults.indexIntervalBytes,
    retentionUs: timeUs("retention.ms", defaults.retentionUs),
    retentionBytes: own("retention.bytes") ?? defaults.retentionBytes,
    fileDeleteDelayUs: timeUs("file.delete.delay.ms", defaults.fileDeleteDelayUs),
    minCleanableDirtyRatio: own("min.cleanable.dirty.ratio") ?? defaults.minCleanableDirtyRatio,
    deleteRetentionUs: timeUs("delete.retention.ms", defaults.deleteRetentionUs),
    minCompactionLagUs: timeUs("min.compaction.lag.ms", defaults.minCompactionLagUs),
    maxCompactionLagUs: timeUs("max.compaction.lag.ms", defaults.maxCompactionLagUs),
    timestampType: own("message.timestamp.type") ?? defaults.timestampType,
    timestampBeforeMaxUs: timeUs("message.timestamp.before.max.ms", defaults.timestampBeforeMaxUs),
    timestampAfterMaxUs: timeUs("message.timestamp.after.max.ms", defaults.timestampAfterMaxUs),
    flushMessages: own("flush.messages") ?? defaults.flushMessages,
    flushUs: timeUs("flush.ms", defaults.flushUs),
    isRemoteStorageEnabled: topic["remote.storage.enable"] ?? defaults.isRemoteStorageEnabled,
    localRetentionUs: timeUs("local.retention.ms", defaults.localRetentionUs),
    localRetentionBytes: own("local.retention.bytes") ?? defaults.localRetentionBytes,
  };
}

type InheritedTime = Extract<Inherited, `${string}.ms`>;

/** -1 and -2 are Kafka's words for no limit and for the total retention, not spans. */
function spanUs(milliseconds: number | undefined, otherwise: number): number {
  if (milliseconds === undefined) return otherwise;
  return milliseconds < 0 ? milliseconds : millisecondsUs(milliseconds);
}

function cleanupPolicyOf(policy: NonNullable<TopicConfig["cleanup.policy"]>): CleanupPolicy {
  return { delete: policy !== "compact", compact: policy !== "delete" };
}

/** The brokers' settings of their disks in the engine's units. */
export function storageConfigOf(config: ClusterKeys): StorageConfig {
  const defaults = DEFAULT_STORAGE_CONFIG;
  return {
    ...defaults,
    retentionCheckIntervalUs: spanUs(config["log.retention.check.interval.ms"], defaults.retentionCheckIntervalUs),
    initialTaskDelayUs: spanUs(config["log.initial.task.delay.ms"], defaults.initialTaskDelayUs),
    flushSchedulerIntervalUs: spanUs(config["log.flush.scheduler.interval.ms"], defaults.flushSchedulerIntervalUs),
    isCleanerEnabled: config["log.cleaner.enable"] ?? defaults.isCleanerEnabled,
    cleanerBackoffUs: spanUs(config["log.cleaner.backoff.ms"], defaults.cleanerBackoffUs),
    cleanerDedupeBufferBytes: config["log.cleaner.dedupe.buffer.size"] ?? defaults.cleanerDedupeBufferBytes,
    cleanerIoBufferLoadFactor: config["log.cleaner.io.buffer.load.factor"] ?? defaults.cleanerIoBufferLoadFactor,
    remoteTaskIntervalUs: spanUs(config["remote.log.manager.task.interval.ms"], defaults.remoteTaskIntervalUs),
  };
}
