import type { KafkaErrorName } from "../kafka-error.ts";

/**
 * What poll throws: a broker's error by its name, or one that only the client knows: NoOffsetForPartitionException,
 * LogTruncationException. `subject` is the partition or the group.
 */
export type ConsumerFailure = {
  readonly error: KafkaErrorName | "NO_OFFSET_FOR_PARTITION" | "LOG_TRUNCATION";
  readonly subject: string;
};
