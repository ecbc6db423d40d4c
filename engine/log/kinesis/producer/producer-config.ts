import { type DurationUs, durationUs, MILLISECOND, SECOND } from "../../../base/time.ts";
import { PUT_RECORDS_MAX_RECORDS } from "../kinesis-limits.ts";

/** A producer's settings, under the names of KinesisProducerConfiguration. */
export type KinesisProducerConfig = {
  /** How long a record may wait for others to share its request. */
  readonly recordMaxBufferedTimeUs: DurationUs;
  /** A record older than this is given up. */
  readonly recordTtlUs: DurationUs;
  readonly collectionMaxCount: number;
  readonly collectionMaxSizeBytes: number;
  /** How much of a shard's write limit this producer asks for at most, in percent. */
  readonly rateLimitPercent: number;
  /** How many requests may be on their way. */
  readonly maxConnections: number;
  /** A throttled record fails at once instead of being sent again. */
  readonly failIfThrottled: boolean;
};

/** The defaults of the Kinesis Producer Library, as its default_config.properties has them. */
export const DEFAULT_KINESIS_PRODUCER_CONFIG: KinesisProducerConfig = {
  recordMaxBufferedTimeUs: durationUs(100 * MILLISECOND),
  recordTtlUs: durationUs(30 * SECOND),
  collectionMaxCount: PUT_RECORDS_MAX_RECORDS,
  collectionMaxSizeBytes: 5_242_880,
  rateLimitPercent: 150,
  maxConnections: 24,
  failIfThrottled: false,
};
