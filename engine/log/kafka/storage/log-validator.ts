import type { UnplacedBatch } from "../record-batch.ts";
import type { LogSettings } from "./log-settings.ts";
import { FOREVER_US } from "./log-settings.ts";

/** What a log reads of the record store. */
export interface LogRecords {
  /** The id of the record's key, -1 for a null key. */
  keyIdOf(recordId: number): number;
  /** Has the record no value, so that it deletes its key from a compacted topic? */
  isTombstone(recordId: number): boolean;
  /** When the producer says that it was made, in virtual microseconds. */
  createTimeUs(recordId: number): number;
}

/** Why a leader refuses a batch for what is in it; `recordIndex` is the first bad record, where one is to blame. */
export type RecordRefusal = {
  readonly error: "MESSAGE_TOO_LARGE" | "INVALID_RECORD" | "INVALID_TIMESTAMP" | "RECORD_LIST_TOO_LARGE";
  readonly recordIndex: number | undefined;
  readonly message: string;
};

/** What a topic takes. */
export type RecordRules = {
  readonly settings: LogSettings;
  /** As max.message.bytes: the largest batch. */
  readonly maxMessageBytes: number;
  readonly records: LogRecords | undefined;
};

/**
 * Looks whether a topic takes the records of a client's batch: a size within max.message.bytes, keys where it is compacted,
 * timestamps near the leader's clock, and a size that fits into a segment. As UnifiedLog.analyzeAndValidateRecords, LogValidator,
 * then UnifiedLog.append.
 */
export function findRefusal(
  batch: UnplacedBatch,
  { settings, maxMessageBytes, records }: RecordRules,
  nowUs: number,
): RecordRefusal | undefined {
  if (batch.sizeBytes > maxMessageBytes) {
    return refusal(
      "MESSAGE_TOO_LARGE",
      `The batch has ${batch.sizeBytes} bytes, max.message.bytes is ${maxMessageBytes}`,
    );
  }
  if (records !== undefined && batch.recordIds.length > 0) {
    const found = findBadRecord(batch, settings, records, nowUs);
    if (found !== undefined) return found;
  }
  if (batch.sizeBytes <= settings.segmentBytes) return undefined;
  return refusal("RECORD_LIST_TOO_LARGE", `The batch has ${batch.sizeBytes} bytes, a segment ${settings.segmentBytes}`);
}

function refusal(error: RecordRefusal["error"], message: string, recordIndex?: number): RecordRefusal {
  return { error, message, recordIndex };
}

function findBadRecord(
  { recordIds, maxTimestampUs }: UnplacedBatch,
  settings: LogSettings,
  records: LogRecords,
  nowUs: number,
): RecordRefusal | undefined {
  const isStamped = settings.timestampType === "CreateTime";
  const earliestUs = settings.timestampBeforeMaxUs === FOREVER_US ? undefined : nowUs - settings.timestampBeforeMaxUs;
  const latestUs = nowUs + settings.timestampAfterMaxUs;
  const needsTimes = isStamped && (earliestUs !== undefined || maxTimestampUs > latestUs);
  // The usual case: nothing to look at record by record.
  if (!settings.cleanupPolicy.compact && !needsTimes) return undefined;
  for (let index = 0; index < recordIds.length; index++) {
    const recordId = recordIds[index] as number;
    if (settings.cleanupPolicy.compact && records.keyIdOf(recordId) < 0) {
      return refusal("INVALID_RECORD", "Compacted topic cannot accept message without key", index);
    }
    if (!needsTimes) continue;
    const timeUs = records.createTimeUs(recordId);
    if (timeUs > latestUs || timeUs < (earliestUs ?? timeUs)) {
      return refusal("INVALID_TIMESTAMP", `The record's time is too far from the leader's ${nowUs} us`, index);
    }
  }
  return undefined;
}
