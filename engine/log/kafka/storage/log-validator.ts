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
  readonly error: "INVALID_RECORD" | "INVALID_TIMESTAMP" | "RECORD_LIST_TOO_LARGE";
  readonly recordIndex: number | undefined;
};

/**
 * Looks whether a topic takes the records of a client's batch: keys where it is compacted, timestamps near the leader's clock, a
 * size that fits into a segment. As LogValidator.validateMessagesAndAssignOffsets, then UnifiedLog.append.
 */
export function findRefusal(
  batch: UnplacedBatch,
  { settings, records }: { readonly settings: LogSettings; readonly records: LogRecords | undefined },
  nowUs: number,
): RecordRefusal | undefined {
  if (records !== undefined && batch.recordIds.length > 0) {
    const refusal = findBadRecord(batch, settings, records, nowUs);
    if (refusal !== undefined) return refusal;
  }
  if (batch.sizeBytes > settings.segmentBytes) return { error: "RECORD_LIST_TOO_LARGE", recordIndex: undefined };
  return undefined;
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
      return { error: "INVALID_RECORD", recordIndex: index };
    }
    if (!needsTimes) continue;
    const timeUs = records.createTimeUs(recordId);
    if (timeUs > latestUs || timeUs < (earliestUs ?? timeUs)) return { error: "INVALID_TIMESTAMP", recordIndex: index };
  }
  return undefined;
}
