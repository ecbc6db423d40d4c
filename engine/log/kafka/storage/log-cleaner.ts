import type { RecordBatch } from "../record-batch.ts";
import { offsetOfRecord } from "../record-batch.ts";
import { type CleaningRound, cleanBatch, keyAt, recordCountOf } from "./batch-cleaner.ts";
import { CleanedTransactions } from "./cleaned-transactions.ts";
import { LogSegment } from "./log-segment.ts";
import type { LogRecords } from "./log-validator.ts";
import { OffsetMap } from "./offset-map.ts";
import type { ReplicaLog } from "./replica-log.ts";

/** Offsets in a segment are kept in four bytes, relative to its base offset. */
const MAX_RELATIVE_OFFSET = 2_147_483_647;

/** What is dirty of a log: offsets from `firstDirtyOffset` up to and without `firstUncleanableOffset`, which begins a segment. */
export type DirtyRange = { readonly firstDirtyOffset: number; readonly firstUncleanableOffset: number };

/** What a cleaner works with. */
export type CleanerMeans = {
  readonly records: LogRecords | undefined;
  /** How many keys its offset map takes. */
  readonly mapCapacity: number;
  readonly nowUs: number;
};

/** What one round of cleaning did. As CleanerStats. */
export type CleaningResult = {
  /** The log is clean up to here. */
  readonly endOffset: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly recordsRead: number;
  readonly recordsWritten: number;
};

/**
 * Leaves of every key in a log's clean and dirty part only the newest record; a full map of offsets ends the round early. Offsets
 * never change. As Cleaner.doClean.
 */
export function cleanLog(log: ReplicaLog, range: DirtyRange, means: CleanerMeans): CleaningResult {
  const aborted = log.abortedIn(0, log.logEndOffset);
  const map = new OffsetMap(means.mapCapacity);
  const dirty = aborted.filter(({ lastOffset }) => lastOffset >= range.firstDirtyOffset);
  buildOffsetMap(log, { range, records: means.records, transactions: new CleanedTransactions(dirty) }, map);
  const endOffset = map.latestOffset + 1;
  const { records, nowUs } = means;
  const round = { map, transactions: new CleanedTransactions(aborted), records, nowUs, endOffset };
  const result = { endOffset, bytesRead: 0, bytesWritten: 0, recordsRead: 0, recordsWritten: 0 };
  for (const group of groupBySize(log, log.segments.between(0, endOffset), range.firstUncleanableOffset)) {
    cleanSegments(log, group, round, result);
  }
  log.durability.noteCleanedTo(endOffset);
  return result;
}

type MapSource = {
  readonly range: DirtyRange;
  readonly records: LogRecords | undefined;
  readonly transactions: CleanedTransactions;
};

/** As Cleaner.buildOffsetMap. */
function buildOffsetMap(log: ReplicaLog, { range, records, transactions }: MapSource, map: OffsetMap): void {
  const { firstDirtyOffset, firstUncleanableOffset } = range;
  let isFull = false;
  log.visitFrom(firstDirtyOffset, (batch) => {
    if (batch.baseOffset >= firstUncleanableOffset) return false;
    // What was aborted hides nothing that came before it.
    if (!transactions.isDiscardable(batch) && batch.control === undefined) {
      isFull = !putKeys(batch, { from: firstDirtyOffset, records }, map);
      if (isFull) return false;
    }
    map.reach(batch.lastOffset);
    return true;
  });
  if (!isFull) map.reach(firstUncleanableOffset - 1);
}

/** False when the map is full. */
function putKeys(
  batch: RecordBatch,
  { from, records }: { readonly from: number; readonly records: LogRecords | undefined },
  map: OffsetMap,
): boolean {
  const count = recordCountOf(batch);
  for (let index = 0; index < count; index++) {
    const offset = offsetOfRecord(batch, index);
    const key = keyAt(batch, index, records);
    if (key === undefined || offset < from) continue;
    if (map.isFull) return false;
    map.put(key, offset);
  }
  return true;
}

/** Neighbours that together are no larger than one segment become one. As Cleaner.groupSegmentsBySize. */
function groupBySize(
  log: ReplicaLog,
  segments: readonly LogSegment[],
  firstUncleanableOffset: number,
): readonly (readonly LogSegment[])[] {
  const groups: LogSegment[][] = [];
  let bytes = 0;
  segments.forEach((segment, index) => {
    const group = groups.at(-1);
    const end = segments[index + 1]?.baseOffset ?? firstUncleanableOffset;
    const fits = bytes + segment.sizeBytes <= log.settings.segmentBytes;
    if (group !== undefined && fits && end - 1 - (group[0] as LogSegment).baseOffset <= MAX_RELATIVE_OFFSET) {
      group.push(segment);
      bytes += segment.sizeBytes;
    } else {
      groups.push([segment]);
      bytes = segment.sizeBytes;
    }
  });
  return groups;
}

type Counts = { -readonly [K in keyof CleaningResult]: CleaningResult[K] };

/** Writes what is left of a group of segments into a new one and puts that in their place. As Cleaner.cleanSegments. */
export function cleanSegments(
  log: ReplicaLog,
  group: readonly LogSegment[],
  round: CleaningRound,
  counts: Counts,
): void {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return;
  const cleaned = new LogSegment(first.baseOffset, first.createdUs);
  for (const { batches } of group) {
    for (const batch of batches) {
      const left = cleanBatch(log, batch, round);
      counts.bytesRead += batch.sizeBytes;
      counts.recordsRead += recordCountOf(batch);
      if (left === undefined) continue;
      counts.bytesWritten += left.sizeBytes;
      counts.recordsWritten += recordCountOf(left);
      cleaned.append(left, last.lastModifiedUs, log.settings.indexIntervalBytes);
    }
  }
  log.segments.replace(group, cleaned);
}
