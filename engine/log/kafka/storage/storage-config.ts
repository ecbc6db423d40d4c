import { FOREVER_US } from "./log-settings.ts";

/** A broker's settings of its disks; times in microseconds. Defaults of Kafka 4.3. As ServerLogConfigs and CleanerConfig. */
export type StorageConfig = {
  readonly retentionCheckIntervalUs: number;
  readonly initialTaskDelayUs: number;
  /** How often the broker looks for logs whose flush.ms has passed; by default it never looks. */
  readonly flushSchedulerIntervalUs: number;
  readonly isCleanerEnabled: boolean;
  readonly cleanerBackoffUs: number;
  readonly cleanerDedupeBufferBytes: number;
  /** The share of the dedupe buffer that may be filled. */
  readonly cleanerIoBufferLoadFactor: number;
  /** What the cleaner reads of a log in a second. Modelled: Kafka's own limit is off by default, a disk's is not. */
  readonly cleanerBytesPerSecond: number;
  readonly remoteTaskIntervalUs: number;
  /** What copies to remote storage may take of the network. Modelled, as the store's own time to answer. */
  readonly remoteBytesPerSecond: number;
  readonly remoteLatencyUs: number;
};

export const DEFAULT_STORAGE_CONFIG: StorageConfig = {
  retentionCheckIntervalUs: 300_000_000,
  initialTaskDelayUs: 30_000_000,
  flushSchedulerIntervalUs: FOREVER_US,
  isCleanerEnabled: true,
  cleanerBackoffUs: 15_000_000,
  cleanerDedupeBufferBytes: 134_217_728,
  cleanerIoBufferLoadFactor: 0.9,
  cleanerBytesPerSecond: 100_000_000,
  remoteTaskIntervalUs: 30_000_000,
  remoteBytesPerSecond: 100_000_000,
  remoteLatencyUs: 50_000,
};
