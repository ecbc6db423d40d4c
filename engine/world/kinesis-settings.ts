import { millisecondsUs } from "../base/time.ts";
import type { KclConfig, ProcessorConfig } from "../log/kinesis/kcl/kcl-config.ts";
import type { StreamSpec } from "../log/kinesis/kinesis-config.ts";
import {
  DEFAULT_KINESIS_PRODUCER_CONFIG,
  type KinesisProducerConfig,
} from "../log/kinesis/producer/producer-config.ts";
import type { KclApplicationNode, KinesisStreamNode, SourceNode } from "../scenario/scenario.ts";

/** A stream of a scenario in the engine's units. */
export function streamSpecOf({
  id,
  mode,
  shards,
  retentionPeriodHours,
  maxRecordSizeInKiB,
}: KinesisStreamNode): StreamSpec {
  return { name: id, mode, shardCount: shards, retentionPeriodHours, maxRecordSizeInKiB };
}

/** The producer of a source that writes to a stream, in the engine's units. */
export function kinesisProducerConfigOf({ kpl }: SourceNode): KinesisProducerConfig {
  if (kpl === undefined) return DEFAULT_KINESIS_PRODUCER_CONFIG;
  return {
    recordMaxBufferedTimeUs: millisecondsUs(kpl.RecordMaxBufferedTime),
    recordTtlUs: millisecondsUs(kpl.RecordTtl),
    collectionMaxCount: kpl.CollectionMaxCount,
    collectionMaxSizeBytes: kpl.CollectionMaxSize,
    rateLimitPercent: kpl.RateLimit,
    maxConnections: kpl.MaxConnections,
    failIfThrottled: kpl.FailIfThrottled,
  };
}

/** An application's settings in the engine's units. */
export function kclConfigOf({ config, enhancedFanOut }: KclApplicationNode): KclConfig {
  return {
    failoverTimeUs: millisecondsUs(config.failoverTimeMillis),
    maxLeasesForWorker: config.maxLeasesForWorker,
    maxLeasesToStealAtOneTime: config.maxLeasesToStealAtOneTime,
    initialPositionInStream: config.initialPositionInStream,
    retrievalMode: enhancedFanOut ? "FANOUT" : "POLLING",
    maxRecords: config.maxRecords,
    idleTimeBetweenReadsUs: millisecondsUs(config.idleTimeBetweenReadsInMillis),
    parentShardPollIntervalUs: millisecondsUs(config.parentShardPollIntervalMillis),
    shardConsumerDispatchPollIntervalUs: millisecondsUs(config.shardConsumerDispatchPollIntervalMillis),
    completedLeaseCleanupIntervalUs: millisecondsUs(config.completedLeaseCleanupIntervalMillis),
  };
}

/** What an application's record processors do. */
export function processorConfigOf({ processing, checkpointEvery }: KclApplicationNode): ProcessorConfig {
  return {
    perRecordUs: processing.perRecord,
    perBatchUs: processing.perBatch,
    checkpointIntervalUs: checkpointEvery,
  };
}
