import { DAY, durationUs, HOUR, MINUTE, SECOND } from "../../base/time.ts";

const MIB = 1_048_576;

/** What one shard takes in a second, partition keys included. As "Quotas and limits" of the Kinesis developer guide, like all of this file. */
export const SHARD_WRITE_BYTES_PER_SECOND = MIB;
export const SHARD_WRITE_RECORDS_PER_SECOND = 1_000;

/** What one shard gives in a second to all that call GetRecords together, and how often they may call. */
export const SHARD_READ_BYTES_PER_SECOND = 2 * MIB;
export const SHARD_GET_RECORDS_PER_SECOND = 5;

/** The most that one GetRecords returns. */
export const GET_RECORDS_MAX_RECORDS = 10_000;
export const GET_RECORDS_MAX_BYTES = 10 * MIB;

/** What one PutRecords may hold: 5 MiB until 2025, 10 MiB since. */
export const PUT_RECORDS_MAX_RECORDS = 500;
export const PUT_RECORDS_MAX_BYTES = 10 * MIB;

/** Bounds of a stream's MaxRecordSizeInKiB, data and partition key together; the smallest is the default. */
export const MIN_MAX_RECORD_SIZE_KIB = 1_024;
export const MAX_MAX_RECORD_SIZE_KIB = 10_240;

/** A partition key has 1 to 256 characters. */
export const PARTITION_KEY_MAX_CHARACTERS = 256;

/** How long a shard iterator is good for after GetShardIterator or GetRecords gave it. */
export const ITERATOR_LIFETIME = durationUs(5 * MINUTE);

/** Retention: 24 hours, up to 7 days extended, up to 365 days long-term. As StreamDescription.RetentionPeriodHours. */
export const MIN_RETENTION_HOURS = 24;
export const EXTENDED_RETENTION_HOURS = (7 * DAY) / HOUR;
export const MAX_RETENTION_HOURS = (365 * DAY) / HOUR;

/** Enhanced fan-out: what one consumer gets of one shard, how long a subscription lives, how many consumers a stream has. */
export const FAN_OUT_BYTES_PER_SECOND = 2 * MIB;
export const FAN_OUT_SUBSCRIPTION_LIFETIME = durationUs(5 * MINUTE);
export const FAN_OUT_MAX_CONSUMERS = 20;
/** A second SubscribeToShard of the same consumer and shard is refused for this long; later it takes the place of the first. */
export const FAN_OUT_RESUBSCRIBE_AFTER = durationUs(5 * SECOND);

/** A new on-demand stream takes 4 MiB/s, as four shards do. */
export const ON_DEMAND_INITIAL_SHARDS = 4;

/** The retention tier that a number of hours is billed as. */
export function retentionTierOf(hours: number): "standard" | "extended" | "long-term" {
  if (hours <= MIN_RETENTION_HOURS) return "standard";
  return hours <= EXTENDED_RETENTION_HOURS ? "extended" : "long-term";
}
