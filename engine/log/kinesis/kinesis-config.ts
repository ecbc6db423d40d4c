import { type DurationUs, durationUs, MILLISECOND, MINUTE, SECOND } from "../../base/time.ts";
import { MIN_MAX_RECORD_SIZE_KIB, MIN_RETENTION_HOURS } from "./kinesis-limits.ts";

/** Who decides how many shards there are: the owner, or Kinesis by what is written. As StreamModeDetails. */
export type StreamMode = "PROVISIONED" | "ON_DEMAND";

/** What a stream is created with. */
export type StreamSpec = {
  readonly name: string;
  readonly mode: StreamMode;
  /** An on-demand stream has as many at first. */
  readonly shardCount: number;
  readonly retentionPeriodHours: number;
  readonly maxRecordSizeInKiB: number;
};

/** A stream's settings where nobody states others: a provisioned one that keeps records for a day. */
export const DEFAULT_STREAM_SETTINGS = {
  mode: "PROVISIONED",
  shardCount: 1,
  retentionPeriodHours: MIN_RETENTION_HOURS,
  maxRecordSizeInKiB: MIN_MAX_RECORD_SIZE_KIB,
} as const satisfies Omit<StreamSpec, "name">;

/** How long Kinesis takes for things; AWS states the last two, the others are assumed. */
export type KinesisTiming = {
  /** A request on its way to the service, and the same for the answer on its way back. */
  readonly requestLatencyUs: DurationUs;
  /** One round of splits or merges: the stream is UPDATING meanwhile. */
  readonly reshardDurationUs: DurationUs;
  /** From the minute whose traffic an on-demand stream has no double room for until it begins to grow. */
  readonly onDemandScalingUs: DurationUs;
  /** From the arrival of a record until an enhanced fan-out consumer has it. */
  readonly fanOutDelayUs: DurationUs;
};

export const DEFAULT_KINESIS_TIMING: KinesisTiming = {
  requestLatencyUs: durationUs(5 * MILLISECOND),
  reshardDurationUs: durationUs(30 * SECOND),
  onDemandScalingUs: durationUs(15 * MINUTE),
  fanOutDelayUs: durationUs(70 * MILLISECOND),
};
