import { validateFetch } from "../log/kafka/fetch-validation.ts";
import { UNDEFINED_EPOCH } from "../log/kafka/leader-epoch-cache.ts";
import { deleteOldSegments } from "../log/kafka/storage/log-retention.ts";
import type { LogSettings } from "../log/kafka/storage/log-settings.ts";
import type { AppendResult } from "../log/kafka/storage/replica-log.ts";
import { CASE_NOW_US, CaseLog, UNIT_BYTES } from "./case-log.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { EXCEPTIONS } from "./exception-names.ts";
import { stepFacts } from "./log-steps.ts";
import {
  countOf,
  field,
  hasField,
  integerOf,
  integersOf,
  type Located,
  listOf,
  malformed,
  optionalField,
  pairsOf,
  textOf,
} from "./read-case.ts";

const US_PER_MS = 1_000;
/** Sizes of the batches that a case only names. */
const SMALL_BATCH_BYTES = 100;
const SECOND_BATCH_BYTES = 200;
/** Bytes of one record in a batch of its own, in the cases that give a segment's size in bytes. */
const SINGLE_RECORD_BYTES = 71;

/** Cases of log-retention-roll.json; what a case is about shows in the members of its input. */
export function runLogRetentionRollCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  const expected = field(testCase, "expected");
  if (hasField(input, "steps")) return observed(stepFacts(field(input, "steps"), expected));
  if (hasField(input, "batches")) return observed(refusalFacts(input, expected));
  if (hasField(input, "epochAppends")) return observed(truncationFacts(input));
  if (hasField(input, "updates")) return observed(followerFacts(input));
  if (hasField(input, "reads")) return observed(readFacts(input));
  if (typeof optionalField(input, "segmentBytes")?.value === "string") return observed(tooLargeFacts(input));
  return observed(retentionFacts(input, expected));
}

function retentionFacts(input: Located, expected: Located): Readonly<Record<string, unknown>> {
  const scene = filledLog(input);
  const { log } = scene;
  const marks = optionalField(input, "highWatermarks");
  if (marks !== undefined) return guardFacts(scene, highWatermarksOf(marks), expected);
  log.maybeIncrementHighWatermark(countOf(field(input, "highWatermark")));
  const copied = optionalField(input, "copiedSegments");
  if (copied !== undefined) scene.copyToRemote(countOf(copied));
  const segmentsBefore = log.segments.list.length;
  const deleteTo = optionalField(input, "deleteRecordsTo");
  const error = deleteTo && log.deleteRecordsBefore(countOf(deleteTo));
  if (error !== undefined) return { error: "OffsetOutOfRangeException" };
  const deleted = deleteNow(scene);
  const { localLogStartOffset, logStartOffset } = log;
  return {
    deleted,
    segmentsBefore,
    segmentsAfter: log.segments.list.length,
    leaderEpochs: epochsOf(scene),
    localLogStartOffset,
    logStartOffset,
    readable: scene.offsets(logStartOffset, log.logEndOffset).length,
  };
}

/** Records in batches of their own, in segments of so many units or bytes. */
function filledLog(input: Located): CaseLog {
  const isInUnits = hasField(input, "unit");
  const unit = isInUnits ? UNIT_BYTES : 1;
  const sized = (key: string, otherwise: number) => {
    const given = optionalField(input, key);
    return given === undefined ? otherwise : integerOf(given) * unit;
  };
  const policy = optionalField(input, "cleanupPolicy");
  const names = policy === undefined ? ["delete"] : textOf(policy).split(",");
  const retention = optionalField(input, "retentionMs");
  const settings: Partial<LogSettings> = {
    segmentBytes: sized("segmentBytes", Number.MAX_SAFE_INTEGER),
    retentionBytes: sized("retentionBytes", -1),
    retentionUs: retention === undefined ? -1 : integerOf(retention) * US_PER_MS,
    localRetentionBytes: sized("localRetentionBytes", -2),
    isRemoteStorageEnabled: hasField(input, "copiedSegments"),
    cleanupPolicy: { delete: names.includes("delete"), compact: names.includes("compact") },
  };
  const scene = new CaseLog(settings);
  const stated = optionalField(input, "leaderEpochs");
  const epochs = stated === undefined ? [] : pairsOf(stated);
  const timeUs = timestampOf(optionalField(input, "recordTimestamp"));
  const sizeBytes = isInUnits ? UNIT_BYTES : SINGLE_RECORD_BYTES;
  for (let offset = 0; offset < countOf(field(input, "records")); offset++) {
    const epoch = epochs.findLast(([, start]) => start <= offset)?.[0] ?? epochs[0]?.[0] ?? 0;
    scene.append({ keys: [0], timeUs, sizeBytes }, epoch);
  }
  return scene;
}

/** `now`, `now-1000`, or milliseconds since 1970. */
function timestampOf(from: Located | undefined): number {
  if (from === undefined) return CASE_NOW_US;
  if (typeof from.value !== "string") return integerOf(from) * US_PER_MS;
  const match = /^now(?:-(\d+))?$/u.exec(from.value);
  if (match === null) throw malformed(from, "now, now-<milliseconds> or a number of milliseconds");
  return CASE_NOW_US - Number(match[1] ?? 0) * US_PER_MS;
}

/** A list, or `0..100 step 1`. */
function highWatermarksOf(from: Located): readonly number[] {
  if (typeof from.value !== "string") return integersOf(from);
  const match = /^(\d+)\.\.(\d+) step (\d+)$/u.exec(from.value);
  if (match === null || Number(match[3]) === 0) throw malformed(from, "a list or <from>..<to> step <step>");
  const [first, last, step] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const count = countOf({ value: Math.floor((last - first) / step) + 1, path: from.path });
  return Array.from({ length: count }, (_, index) => first + index * step);
}

function deleteNow({ log }: CaseLog): number {
  return deleteOldSegments(log, CASE_NOW_US).reduce((sum, { segments }) => sum + segments.length, 0);
}

function epochsOf({ log }: CaseLog): readonly (readonly [number, number])[] {
  return log.epochs.entries.map(({ epoch, startOffset }) => [epoch, startOffset]);
}

type Guard = { readonly mark: number; readonly keepsRecords: boolean; readonly keepsSegments: boolean };

/** What the log looks like after retention at one high watermark after another. */
function guardFacts(scene: CaseLog, marks: readonly number[], expected: Located): Readonly<Record<string, unknown>> {
  const { log } = scene;
  const facts: Record<string, unknown> = {};
  const guards: Guard[] = [];
  for (const mark of marks) {
    log.maybeIncrementHighWatermark(mark);
    const deleted = deleteNow(scene);
    const { list, active } = log.segments;
    const { logStartOffset } = log;
    facts[`atHw${mark}`] = { deleted, logStartOffset, segmentsAfter: list.length, leaderEpochEntries: epochsOf(scene) };
    facts["final"] = { logStartOffset, segments: list.length, activeSegmentSize: active.sizeBytes };
    guards.push({
      mark,
      keepsRecords: logStartOffset <= mark && list.every(({ nextOffset }) => nextOffset - 1 >= mark),
      keepsSegments: logStartOffset <= mark && list.slice(1).every(({ baseOffset }) => baseOffset > mark),
    });
  }
  for (const [key, stretch] of stretchesOf(expected)) {
    const within = guards.filter(({ mark }) => stretch.from <= mark && mark <= stretch.to);
    facts[key] = within.every(({ keepsRecords }) => keepsRecords) ? KEEPS_RECORDS : "something else";
  }
  facts["always"] = guards.every(({ keepsSegments }) => keepsSegments) ? KEEPS_SEGMENTS : "something else";
  return facts;
}

const KEEPS_RECORDS = "logStartOffset <= HW and every remaining segment has its last offset >= HW";
const KEEPS_SEGMENTS = "logStartOffset <= HW; only the first segment may start at or below HW";

/** The stretches of high watermarks that a case says something of: `forHw25to30`. */
function stretchesOf(
  expected: Located,
): readonly (readonly [string, { readonly from: number; readonly to: number }])[] {
  return Object.keys(expected.value as object).flatMap((key) => {
    const match = /^forHw(\d+)to(\d+)$/u.exec(key);
    return match === null ? [] : [[key, { from: Number(match[1]), to: Number(match[2]) }] as const];
  });
}

function truncationFacts(input: Located): Readonly<Record<string, unknown>> {
  const scene = new CaseLog();
  for (const append of listOf(field(input, "epochAppends"))) {
    const start = countOf(field(append, "start"));
    if (start !== scene.log.logEndOffset) throw malformed(append, `an append at ${scene.log.logEndOffset}`);
    const epoch = countOf(field(append, "epoch"));
    for (let record = 0; record < countOf(field(append, "count")); record++) scene.append({}, epoch);
  }
  const epochEntryCount = integersOf(field(input, "truncateTo")).map((offset) => {
    scene.log.truncateTo(offset);
    return scene.log.epochs.entries.length;
  });
  return { epochEntryCount };
}

/** What a follower's high watermark becomes when it is told one after another; null where it stays. */
function followerFacts(input: Located): Readonly<Record<string, unknown>> {
  const { log } = filledLog(input);
  const returned = integersOf(field(input, "updates")).map((offset) =>
    log.maybeIncrementHighWatermark(offset) ? log.highWatermark : null,
  );
  return { returned };
}

function readFacts(input: Located): Readonly<Record<string, unknown>> {
  const scene = new CaseLog();
  const start = countOf(field(input, "logStartOffset"));
  scene.log.truncateFullyAndStartAt(start);
  for (let record = 0; record < countOf(field(input, "records")); record++) scene.append();
  const results = integersOf(field(input, "reads")).map((fetchOffset) => {
    const verdict = validateFetch(scene.log, { fetchOffset, lastFetchedEpoch: UNDEFINED_EPOCH });
    if (verdict.kind !== "readable") return "OffsetOutOfRangeException";
    return fetchOffset === scene.log.logEndOffset ? "empty" : "records";
  });
  return { results };
}

/** `batchBytes-1` and the like: the size of a batch that the case only names, and a difference. */
function namedSize(from: Located, sizes: Readonly<Record<string, number>>): number {
  const match = /^(\w+?)(?:([+-])(\d+))?$/u.exec(textOf(from));
  const size = sizes[match?.[1] ?? ""];
  if (match === null || size === undefined) throw malformed(from, `${Object.keys(sizes).join(" or ")}, plus or minus`);
  return size + Number(match[3] ?? 0) * (match[2] === "-" ? -1 : 1);
}

function tooLargeFacts(input: Located): Readonly<Record<string, unknown>> {
  const segmentBytes = namedSize(field(input, "segmentBytes"), { batchBytes: SMALL_BATCH_BYTES });
  const scene = new CaseLog({ segmentBytes });
  return { error: resultOf(scene.append({ sizeBytes: SMALL_BATCH_BYTES }), undefined) };
}

function refusalFacts(input: Located, expected: Located): Readonly<Record<string, unknown>> {
  const isCompacted = hasField(input, "cleanupPolicy") && textOf(field(input, "cleanupPolicy")).includes("compact");
  const limit = optionalField(input, "maxMessageBytes");
  const sizes = { smallBatchBytes: SMALL_BATCH_BYTES, secondBatchBytes: SECOND_BATCH_BYTES };
  const scene = new CaseLog(
    { cleanupPolicy: { delete: !isCompacted, compact: isCompacted } },
    limit && namedSize(limit, sizes),
  );
  const stated = listOf(field(expected, "results"));
  const appended = listOf(field(input, "batches")).map((batch) => scene.append(caseBatchOf(batch)));
  const message = appended.flatMap((result) => (result.kind === "refused" ? (result.message ?? []) : []))[0];
  return { results: appended.map((result, index) => resultOf(result, stated[index]?.value)), message };
}

function caseBatchOf(from: Located): { readonly keys?: readonly number[]; readonly sizeBytes?: number } {
  if (Array.isArray(from.value)) {
    return { keys: listOf(from).map((key) => (textOf(key) === "nullKey" ? -1 : 1)) };
  }
  return {
    sizeBytes: namedSize(
      { value: `${textOf(from)}BatchBytes`, path: from.path },
      {
        smallBatchBytes: SMALL_BATCH_BYTES,
        secondBatchBytes: SECOND_BATCH_BYTES,
      },
    ),
  };
}

/** As detailed as the case says it: with the exception behind a RecordValidationException, or without. */
function resultOf(result: AppendResult, stated: unknown): string {
  if (result.kind !== "refused") return "ok";
  const name = EXCEPTIONS[result.error];
  if (result.recordIndex === undefined) return name;
  const cause = typeof stated === "string" && stated.includes("(") ? `(${CAUSES[result.error] ?? result.error})` : "";
  return `${name}${cause} at record ${result.recordIndex}`;
}

const CAUSES: Readonly<Partial<Record<string, string>>> = {
  INVALID_RECORD: "InvalidRecordException",
  INVALID_TIMESTAMP: "InvalidTimestampException",
};
