import type { LogSegment } from "./log-segment.ts";
import { AS_TOTAL_RETENTION, type LogSettings, UNLIMITED } from "./log-settings.ts";
import type { ReplicaLog } from "./replica-log.ts";

/** Why a segment went. As SegmentDeletionReason. */
export type DeletionReason = "log-start-offset-breach" | "retention-size-breach" | "retention-ms-breach";

/** Segments that were dropped from a log for one reason. */
export type Deletion = { readonly reason: DeletionReason; readonly segments: readonly LogSegment[] };

/** May this segment, the oldest that is left, go? `next` is where the one after it starts, undefined for the active one. */
type Verdict = (segment: LogSegment, next: number | undefined) => boolean;

/**
 * Drops what is older or more than the topic keeps: whole segments, oldest first, up to the first that may stay, and nothing at
 * or above the high watermark. With remote storage only what has been copied goes. As UnifiedLog.deleteOldSegments.
 */
export function deleteOldSegments(log: ReplicaLog, nowUs: number): readonly Deletion[] {
  const deletions = [deleteBelowStart(log, nowUs)];
  if (log.settings.cleanupPolicy.delete) deletions.push(deleteBeyondSize(log, nowUs), deleteBeyondTime(log, nowUs));
  return deletions.filter(({ segments }) => segments.length > 0);
}

function deleteBelowStart(log: ReplicaLog, nowUs: number): Deletion {
  const start = log.localLogStartOffset;
  const verdict: Verdict = (_segment, next) => next !== undefined && next <= start;
  return { reason: "log-start-offset-breach", segments: log.deleteOldest(countDeletable(log, verdict, nowUs), nowUs) };
}

function deleteBeyondSize(log: ReplicaLog, nowUs: number): Deletion {
  const limit = localRetentionBytes(log.settings);
  let excess = limit === UNLIMITED ? 0 : log.segments.sizeBytes - limit;
  const verdict: Verdict = ({ sizeBytes }) => {
    if (excess <= 0 || excess - sizeBytes < 0) return false;
    excess -= sizeBytes;
    return true;
  };
  return { reason: "retention-size-breach", segments: log.deleteOldest(countDeletable(log, verdict, nowUs), nowUs) };
}

function deleteBeyondTime(log: ReplicaLog, nowUs: number): Deletion {
  const limitUs = localRetentionUs(log.settings);
  const verdict: Verdict = ({ largestTimestampUs }) => limitUs !== UNLIMITED && nowUs - largestTimestampUs > limitUs;
  return { reason: "retention-ms-breach", segments: log.deleteOldest(countDeletable(log, verdict, nowUs), nowUs) };
}

/** How many of the oldest segments may go. As UnifiedLog.deletableSegments. */
function countDeletable(log: ReplicaLog, verdict: Verdict, nowUs: number): number {
  const { list } = log.segments;
  let count = 0;
  for (const segment of list) {
    const next = list[count + 1]?.baseOffset;
    const end = next ?? log.logEndOffset;
    const isEmptyActive = next === undefined && segment.sizeBytes === 0;
    if (log.highWatermark < end || isEmptyActive) break;
    if (!mayLeaveDisk(log, end)) {
      // The active segment is too old or too much as well: rolled, it can be copied.
      if (next === undefined && verdict(segment, next)) log.roll(nowUs);
      break;
    }
    if (!verdict(segment, next)) break;
    count += 1;
  }
  return count;
}

/** As UnifiedLog.isSegmentEligibleForDeletion: what lies below the log's start need not have been copied. */
function mayLeaveDisk(log: ReplicaLog, end: number): boolean {
  if (!log.settings.isRemoteStorageEnabled || end <= log.logStartOffset) return true;
  return end - 1 <= log.highestOffsetInRemoteStorage;
}

/** retention.ms of what this disk keeps. As UnifiedLog.localRetentionMs. */
export function localRetentionUs(settings: LogSettings): number {
  const { isRemoteStorageEnabled, localRetentionUs: local, retentionUs } = settings;
  return isRemoteStorageEnabled && local !== AS_TOTAL_RETENTION ? local : retentionUs;
}

/** retention.bytes of what this disk keeps. As UnifiedLog.localRetentionSize. */
export function localRetentionBytes(settings: LogSettings): number {
  const { isRemoteStorageEnabled, localRetentionBytes: local, retentionBytes } = settings;
  return isRemoteStorageEnabled && local !== AS_TOTAL_RETENTION ? local : retentionBytes;
}
