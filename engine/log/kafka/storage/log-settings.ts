/** What may become of old records: whole segments deleted, or all but the newest record of each key. As cleanup.policy. */
export type CleanupPolicy = { readonly delete: boolean; readonly compact: boolean };

/** Whose clock stamps a record: the producer's, or the leader's when it appends. As message.timestamp.type. */
export type TimestampType = "CreateTime" | "LogAppendTime";

/** No limit, where Kafka writes -1. */
export const UNLIMITED = -1;

/** local.retention.ms and local.retention.bytes follow the total retention, where Kafka writes -2. */
export const AS_TOTAL_RETENTION = -2;

/** How far a time setting reaches that Kafka leaves at Long.MAX_VALUE. */
export const FOREVER_US = Number.MAX_SAFE_INTEGER;

/** A topic's settings of its logs; times in microseconds. Defaults of Kafka 4.3. As LogConfig. */
export type LogSettings = {
  readonly cleanupPolicy: CleanupPolicy;
  readonly segmentBytes: number;
  readonly segmentUs: number;
  readonly segmentJitterUs: number;
  readonly segmentIndexBytes: number;
  readonly indexIntervalBytes: number;
  /** UNLIMITED keeps records for ever. */
  readonly retentionUs: number;
  /** Of one partition; UNLIMITED sets no limit. */
  readonly retentionBytes: number;
  readonly fileDeleteDelayUs: number;
  readonly minCleanableDirtyRatio: number;
  readonly deleteRetentionUs: number;
  readonly minCompactionLagUs: number;
  readonly maxCompactionLagUs: number;
  readonly timestampType: TimestampType;
  readonly timestampBeforeMaxUs: number;
  readonly timestampAfterMaxUs: number;
  /** After how many messages the log is forced to disk. */
  readonly flushMessages: number;
  readonly flushUs: number;
  readonly isRemoteStorageEnabled: boolean;
  /** AS_TOTAL_RETENTION or UNLIMITED or a time. */
  readonly localRetentionUs: number;
  /** AS_TOTAL_RETENTION or UNLIMITED or bytes of one partition. */
  readonly localRetentionBytes: number;
};

export const DEFAULT_LOG_SETTINGS: LogSettings = {
  cleanupPolicy: { delete: true, compact: false },
  segmentBytes: 1_073_741_824,
  segmentUs: 604_800_000_000,
  segmentJitterUs: 0,
  segmentIndexBytes: 10_485_760,
  indexIntervalBytes: 4_096,
  retentionUs: 604_800_000_000,
  retentionBytes: UNLIMITED,
  fileDeleteDelayUs: 60_000_000,
  minCleanableDirtyRatio: 0.5,
  deleteRetentionUs: 86_400_000_000,
  minCompactionLagUs: 0,
  maxCompactionLagUs: FOREVER_US,
  timestampType: "CreateTime",
  timestampBeforeMaxUs: FOREVER_US,
  timestampAfterMaxUs: 3_600_000_000,
  flushMessages: FOREVER_US,
  flushUs: FOREVER_US,
  isRemoteStorageEnabled: false,
  localRetentionUs: AS_TOTAL_RETENTION,
  localRetentionBytes: AS_TOTAL_RETENTION,
};
