import { recordCountOf } from "../log/kafka/storage/batch-cleaner.ts";
import { CleanedTransactions } from "../log/kafka/storage/cleaned-transactions.ts";
import { cleanLog, cleanSegments } from "../log/kafka/storage/log-cleaner.ts";
import { logToClean, measureDirt } from "../log/kafka/storage/log-to-clean.ts";
import { OffsetMap } from "../log/kafka/storage/offset-map.ts";
import { CASE_NOW_US } from "./case-log.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { CompactionLog, produceBatch, writtenLog } from "./compaction-log.ts";
import {
  countOf,
  field,
  hasField,
  integersOf,
  type Located,
  listOf,
  malformed,
  optionalField,
  textOf,
} from "./read-case.ts";

const UNLIMITED_MAP = Number.MAX_SAFE_INTEGER;

/** Cases of log-compaction.json; what a case is about shows in the members of its input. */
export function runLogCompactionCase(testCase: Located, earlier: readonly Located[]): CaseRun {
  const input = field(testCase, "input");
  const expected = field(testCase, "expected");
  if (hasField(input, "appendAfter")) return observed(secondRoundFacts(input, earlier));
  if (hasField(input, "batches")) return observed(duplicateFacts(writtenLog(input), expected));
  if (hasField(input, "cleanFrom")) return observed(limitedMapFacts(input));
  if (hasField(input, "cleans")) return observed(repeatedFacts(input));
  if (hasField(input, "log")) return observed(cleanedFacts(writtenLog(input)));
  if (hasField(input, "cleanSegments")) return observed(emptyBatchFacts(countOf(field(input, "cleanSegments"))));
  if (hasField(input, "firstDirtySegment")) return observed(ratioFacts(input));
  return observed(totalFacts(countOf(field(input, "segments"))));
}

/** One round over everything that is closed. */
function clean(log: CompactionLog, { from = 0, mapCapacity = UNLIMITED_MAP, nowUs = CASE_NOW_US } = {}): void {
  const { records } = log.scene;
  const firstUncleanableOffset = log.scene.log.segments.active.baseOffset;
  cleanLog(log.scene.log, { firstDirtyOffset: from, firstUncleanableOffset }, { records, mapCapacity, nowUs });
}

function cleanedFacts(log: CompactionLog): ReturnType<CompactionLog["facts"]> {
  log.close();
  clean(log);
  return log.facts();
}

/** What is left, what is still known of the producers, and what becomes of a batch that comes again: `reappendBatch1`. */
function duplicateFacts(log: CompactionLog, expected: Located): Readonly<Record<string, unknown>> {
  const facts = cleanedFacts(log);
  const lastSequences = Object.fromEntries(
    Object.keys(optionalField(expected, "lastSequences")?.value ?? {}).map((producerId) => [
      producerId,
      log.scene.log.producers.entryOf(Number(producerId))?.batches.at(-1)?.lastSequence,
    ]),
  );
  const retries = Object.keys(expected.value as object).flatMap((key) => {
    const match = /^reappendBatch(\d+)$/u.exec(key);
    if (match === null) return [];
    const result = log.retry(Number(match[1]) - 1);
    const told =
      result.kind === "duplicate" ? { duplicateOf: [result.baseOffset, result.lastOffset] } : { kind: result.kind };
    return [[key, told] as const];
  });
  return { ...facts, lastSequences, ...Object.fromEntries(retries) };
}

/** The log of the last case before this one that had batches, cleaned; then more is written and it is cleaned again. */
function secondRoundFacts(input: Located, earlier: readonly Located[]): Readonly<Record<string, unknown>> {
  const base = earlier.map((testCase) => field(testCase, "input")).findLast((each) => hasField(each, "batches"));
  if (base === undefined) throw malformed(input, "preceded by a case with batches, on which it goes on");
  const log = writtenLog(base);
  log.close();
  clean(log);
  const dirty = log.scene.log.logEndOffset;
  produceBatch(log, field(input, "appendAfter"));
  log.close();
  clean(log, { from: dirty });
  return log.facts();
}

/** Rounds that begin at one offset after another, with room for few keys. */
function limitedMapFacts(input: Located): Readonly<Record<string, unknown>> {
  const log = writtenLog(input);
  log.close();
  const mapCapacity = countOf(field(input, "offsetMapCapacity"));
  const offsetsAfterClean = integersOf(field(input, "cleanFrom")).map((from) => {
    clean(log, { from, mapCapacity });
    return log.facts().offsets;
  });
  return { offsetsAfterClean };
}

/** `first` is one round; `two passes` are two, the second when what the first marked may go. */
function repeatedFacts(input: Located): Readonly<Record<string, unknown>> {
  const log = writtenLog(input);
  log.close();
  const laterUs = CASE_NOW_US + log.scene.log.settings.deleteRetentionUs + 1;
  const offsetsAfterClean = listOf(field(input, "cleans")).map((each) => {
    const text = textOf(each);
    if (text !== "first" && text !== "two passes") throw malformed(each, "first or two passes");
    clean(log);
    if (text === "two passes") clean(log, { nowUs: laterUs });
    return log.facts().offsets;
  });
  return { offsetsAfterClean };
}

/** Segments of one batch each; all keys come again behind those that are cleaned. */
function emptyBatchFacts(count: number): Readonly<Record<string, unknown>> {
  const log = new CompactionLog();
  for (let segment = 0; segment < count; segment++) {
    log.produce(undefined, [segment]);
    log.close();
  }
  const group = log.closed;
  const endOffset = log.scene.log.logEndOffset;
  const map = new OffsetMap(UNLIMITED_MAP);
  for (let segment = 0; segment < count; segment++) map.put(segment, endOffset + segment);
  const round = {
    map,
    transactions: new CleanedTransactions([]),
    records: log.scene.records,
    nowUs: CASE_NOW_US,
    endOffset,
  };
  cleanSegments(log.scene.log, group, round, {
    endOffset,
    bytesRead: 0,
    bytesWritten: 0,
    recordsRead: 0,
    recordsWritten: 0,
  });
  const left = log.scene.log.batches;
  const isOneEmpty = left.length === 1 && left.every((batch) => recordCountOf(batch) === 0);
  const isLast = left[0]?.lastOffset === endOffset - 1;
  return {
    retained:
      isOneEmpty && isLast ? "one EMPTY batch whose lastOffset = last cleaned offset" : `${left.length} batches`,
  };
}

/** A log with as many segments, the last of them active. */
function segmentsOf(counts: readonly number[]): CompactionLog {
  const log = new CompactionLog();
  counts.forEach((count, index) => {
    for (let batch = 0; batch < count; batch++) log.produce(undefined, [batch]);
    if (index < counts.length - 1) log.close();
  });
  return log;
}

function totalFacts(count: number): Readonly<Record<string, unknown>> {
  const { log } = segmentsOf(Array.from({ length: count }, () => 1)).scene;
  log.maybeIncrementHighWatermark(log.logEndOffset);
  const { cleanBytes, cleanableBytes } = logToClean(log, CASE_NOW_US);
  const isAllButActive = cleanBytes + cleanableBytes === log.segments.sizeBytes - log.segments.active.sizeBytes;
  return { totalBytes: isAllButActive ? "log size - active segment size" : cleanBytes + cleanableBytes };
}

/** Sizes in units of one batch. */
function ratioFacts(input: Located): Readonly<Record<string, unknown>> {
  const counts = integersOf(field(input, "segments"));
  const { log } = segmentsOf(counts).scene;
  const startOf = (key: string) => {
    const at = field(input, key);
    const segment = log.segments.list[countOf(at)];
    if (segment === undefined) throw malformed(at, `a segment below ${counts.length}`);
    return segment.baseOffset;
  };
  const dirt = measureDirt(log, startOf("firstDirtySegment"), startOf("firstUncleanableSegment"));
  const unit = log.segments.sizeBytes / counts.reduce((sum, count) => sum + count, 0);
  return {
    cleanBytes: dirt.cleanBytes / unit,
    cleanableBytes: dirt.cleanableBytes / unit,
    cleanableRatio: dirt.cleanableRatio,
  };
}
