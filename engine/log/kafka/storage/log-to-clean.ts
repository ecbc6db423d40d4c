import type { DirtyRange } from "./log-cleaner.ts";
import type { LogSegment } from "./log-segment.ts";
import type { ReplicaLog } from "./replica-log.ts";

/** How much of a log is clean, how much could be, and whether it is time. As LogToClean. */
export type LogToClean = DirtyRange & {
  readonly log: ReplicaLog;
  readonly cleanBytes: number;
  readonly cleanableBytes: number;
  /** What is dirty of all that is not held back; 0 for an empty log. */
  readonly cleanableRatio: number;
  /** max.compaction.lag.ms has passed for the oldest dirty segment. */
  readonly needsCompactionNow: boolean;
};

/** Looks where a log is dirty. As LogCleanerManager.cleanableOffsets, maxCompactionDelay and calculateCleanableBytes. */
export function logToClean(log: ReplicaLog, nowUs: number): LogToClean {
  const firstDirtyOffset = firstDirtyOffsetOf(log);
  const uncleanable = Math.max(firstDirtyOffset, firstUncleanableOffsetOf(log, firstDirtyOffset, nowUs));
  return {
    ...measureDirt(log, firstDirtyOffset, uncleanable),
    needsCompactionNow: isLagExceeded(log, firstDirtyOffset, nowUs),
  };
}

/** The bytes on both sides of the first dirty offset, up to the segment that holds the first uncleanable one. */
export function measureDirt(
  log: ReplicaLog,
  firstDirtyOffset: number,
  uncleanableOffset: number,
): Omit<LogToClean, "needsCompactionNow"> {
  const { segments } = log;
  const firstUncleanableOffset = (segments.inactiveFrom(uncleanableOffset)[0] ?? segments.active).baseOffset;
  const cleanBytes = sizeOf(segments.between(-1, firstDirtyOffset));
  const dirtyStart = Math.min(firstDirtyOffset, firstUncleanableOffset);
  const cleanableBytes = sizeOf(segments.between(dirtyStart, firstUncleanableOffset));
  const totalBytes = cleanBytes + cleanableBytes;
  const cleanableRatio = totalBytes === 0 ? 0 : cleanableBytes / totalBytes;
  return { log, firstDirtyOffset, firstUncleanableOffset, cleanBytes, cleanableBytes, cleanableRatio };
}

/** Is a log dirty enough, or dirty for long enough, to be cleaned? As LogCleanerManager.grabFilthiestCompactedLog. */
export function isCleanable({ log, cleanableBytes, cleanableRatio, needsCompactionNow }: LogToClean): boolean {
  if (needsCompactionNow && cleanableBytes > 0) return true;
  return cleanableRatio > log.settings.minCleanableDirtyRatio;
}

function sizeOf(segments: readonly LogSegment[]): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** The checkpoint, unless it lies outside the log. */
function firstDirtyOffsetOf(log: ReplicaLog): number {
  const checkpoint = log.durability.cleanerCheckpoint ?? log.logStartOffset;
  return checkpoint < log.logStartOffset || checkpoint > log.logEndOffset ? log.logStartOffset : checkpoint;
}

/** Never the active segment, nothing that is not stable, nothing younger than min.compaction.lag.ms. */
function firstUncleanableOffsetOf(log: ReplicaLog, firstDirtyOffset: number, nowUs: number): number {
  const offset = Math.min(log.lastStableOffset, log.segments.active.baseOffset);
  const { minCompactionLagUs } = log.settings;
  if (minCompactionLagUs <= 0) return offset;
  const young = log.segments
    .inactiveFrom(firstDirtyOffset)
    .find(({ largestTimestampUs }) => largestTimestampUs > nowUs - minCompactionLagUs);
  return Math.min(offset, young?.baseOffset ?? offset);
}

function isLagExceeded(log: ReplicaLog, firstDirtyOffset: number, nowUs: number): boolean {
  const cleanUntilUs = nowUs - log.settings.maxCompactionLagUs;
  return log.segments
    .inactiveFrom(firstDirtyOffset)
    .some(({ firstTimestampUs }) => firstTimestampUs !== undefined && firstTimestampUs < cleanUntilUs);
}
