import type { RandomStream } from "../../../base/random-stream.ts";
import type { LogSettings } from "./log-settings.ts";
import type { LogRecords } from "./log-validator.ts";
import type { RemotePartition } from "./remote-storage.ts";

/** What a log is made of, beside how long it remembers producers; what is left out is as Kafka's defaults say. */
export type LogOptions = {
  readonly settings?: LogSettings;
  /** The partition, as `flight.events-3`. */
  readonly label?: string;
  /** No limit when left out. */
  readonly maxMessageBytes?: number;
  /** Without it keys and timestamps are not looked at. */
  readonly records?: LogRecords | undefined;
  /** For segment.jitter.ms. */
  readonly random?: RandomStream | undefined;
  /** Where closed segments are copied to, for a tiered topic. */
  readonly remote?: RemotePartition | undefined;
  readonly createdUs?: number;
};
