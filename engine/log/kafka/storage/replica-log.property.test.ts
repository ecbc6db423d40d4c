import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_PRODUCER_STAMP, offsetOfRecord, PLAIN_BATCH, type ProducerStamp } from "../record-batch.ts";
import { cleanLog } from "./log-cleaner.ts";
import { deleteOldSegments } from "./log-retention.ts";
import { DEFAULT_LOG_SETTINGS, type LogSettings } from "./log-settings.ts";
import { logToClean } from "./log-to-clean.ts";
import { ReplicaLog } from "./replica-log.ts";

const SEED = 27_182;
const PRODUCER: Pick<ProducerStamp, "producerId" | "producerEpoch"> = { producerId: 5, producerEpoch: 0 };

/** A record as it was appended; a tombstone has no value. */
type Written = { readonly key: number; readonly isTombstone: boolean };

/** The log the slow way: every record that was ever appended and not cut off, by offset. */
class Oracle {
  readonly written: Written[] = [];

  /** Offset by key of the newest record below `end`, keys whose newest is a tombstone left out. */
  newest(end: number, isThere: (offset: number) => boolean = () => true): ReadonlyMap<number, number> {
    const newest = new Map<number, number>();
    this.written.slice(0, end).forEach(({ key, isTombstone }, offset) => {
      if (!isThere(offset)) return;
      if (isTombstone) newest.delete(key);
      else newest.set(key, offset);
    });
    return newest;
  }
}

class Scene {
  readonly oracle = new Oracle();
  readonly store: Written[] = [];
  readonly log: ReplicaLog;
  nowUs = 1_000_000;

  constructor(settings: Partial<LogSettings>) {
    this.log = new ReplicaLog(Number.MAX_SAFE_INTEGER, {
      settings: { ...DEFAULT_LOG_SETTINGS, segmentBytes: 500, ...settings },
      records: {
        keyIdOf: (id) => (this.store[id] as Written).key,
        isTombstone: (id) => (this.store[id] as Written).isTombstone,
        createTimeUs: () => this.nowUs,
      },
    });
  }

  append(records: readonly Written[], epoch: number): void {
    const baseSequence = this.log.logEndOffset;
    const recordIds = Uint32Array.from(records, (record) => this.store.push(record) - 1);
    const stamp =
      epoch % 2 === 0
        ? NO_PRODUCER_STAMP
        : { ...PRODUCER, producerEpoch: epoch, baseSequence: 0, lastSequence: records.length - 1 };
    // A new epoch may begin with any sequence, and every odd leader epoch here is a new producer epoch.
    const entry = this.log.producers.entryOf(PRODUCER.producerId);
    const isAgain = stamp !== NO_PRODUCER_STAMP && entry?.producerEpoch === epoch;
    const first = isAgain ? (entry?.batches.at(-1)?.lastSequence ?? -1) + 1 : 0;
    const sequences = isAgain ? { baseSequence: first, lastSequence: first + records.length - 1 } : {};
    const result = this.log.appendAsLeader(
      {
        ...stamp,
        ...sequences,
        ...PLAIN_BATCH,
        recordIds,
        sizeBytes: 61 + 20 * records.length,
        maxTimestampUs: this.nowUs,
      },
      { leaderEpoch: epoch, nowUs: this.nowUs },
    );
    expect(result).toMatchObject({ kind: "appended", baseOffset: baseSequence });
    this.oracle.written.push(...records);
  }

  /** Offsets of the records that a reader is shown, each with the record that was appended there. */
  readable(): Map<number, Written> {
    const found = new Map<number, Written>();
    this.log.visitFrom(this.log.logStartOffset, (batch) => {
      batch.recordIds.forEach((id, index) => {
        const offset = offsetOfRecord(batch, index);
        if (offset >= this.log.logStartOffset) found.set(offset, this.store[id] as Written);
      });
      return true;
    });
    return found;
  }

  check(): void {
    const { log } = this;
    expect(log.logStartOffset).toBeLessThanOrEqual(log.highWatermark);
    expect(log.highWatermark).toBeLessThanOrEqual(log.logEndOffset);
    expect(log.durability.recoveryPoint).toBeLessThanOrEqual(log.flushedOffset);
    expect(log.flushedOffset).toBeLessThanOrEqual(log.logEndOffset);
    expect(log.logEndOffset).toBe(this.oracle.written.length);
    for (const [offset, record] of this.readable()) expect(record).toBe(this.oracle.written[offset]);
    let end = 0;
    for (const { baseOffset, batches, sizeBytes } of log.segments.list) {
      expect(baseOffset).toBeGreaterThanOrEqual(end);
      end = baseOffset;
      expect(sizeBytes).toBe(batches.reduce((sum, batch) => sum + batch.sizeBytes, 0));
      for (const batch of batches) {
        expect(batch.baseOffset).toBeGreaterThanOrEqual(end);
        end = batch.lastOffset + 1;
      }
    }
    expect(log.segments.sizeBytes).toBe(log.batches.reduce((sum, batch) => sum + batch.sizeBytes, 0));
    for (let offset = 0; offset <= log.logEndOffset; offset += 3) {
      expect(log.segments.batchAt(offset)).toBe(log.batches.find((batch) => batch.lastOffset >= offset));
    }
  }
}

type Step =
  | { readonly kind: "append"; readonly records: readonly Written[]; readonly newEpoch: boolean }
  | { readonly kind: "raise" | "truncate" | "deleteRecords"; readonly share: number }
  | { readonly kind: "wait"; readonly spanUs: number }
  | { readonly kind: "roll" | "retention" | "clean" | "kill" | "lose-power" | "flush" | "checkpoint" };

const written = fc.record({ key: fc.nat({ max: 4 }), isTombstone: fc.boolean() });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("append" as const),
      records: fc.array(written, { minLength: 1, maxLength: 4 }),
      newEpoch: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("raise" as const), share }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("truncate" as const, "deleteRecords" as const), share }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), spanUs: fc.nat({ max: 2_000 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(...(["roll", "retention", "clean", "kill", "lose-power", "flush", "checkpoint"] as const)),
    }),
  },
);

function perform(scene: Scene, { step: at, epoch }: { readonly step: Step; readonly epoch: number }): void {
  const { log, oracle } = scene;
  const between = (part: number) => Math.round(log.logStartOffset + part * (log.logEndOffset - log.logStartOffset));
  switch (at.kind) {
    case "append":
      scene.append(at.records, epoch);
      return;
    case "raise":
      log.maybeIncrementHighWatermark(between(at.share));
      return;
    case "truncate":
      log.truncateTo(Math.max(between(at.share), log.highWatermark));
      break;
    case "deleteRecords":
      log.deleteRecordsBefore(Math.min(between(at.share), log.highWatermark));
      return;
    case "wait":
      scene.nowUs += at.spanUs;
      return;
    case "roll":
      log.roll(scene.nowUs);
      return;
    case "retention":
      checkRetention(scene);
      return;
    case "clean":
      checkCleaning(scene);
      return;
    case "flush":
      log.flush();
      return;
    case "checkpoint":
      log.checkpointHighWatermark();
      return;
    case "kill":
      log.recoverAfterProcessKill();
      return;
    case "lose-power": {
      const { flushedOffset } = log;
      log.recoverAfterPowerLoss();
      expect(log.logEndOffset).toBeLessThanOrEqual(Math.max(flushedOffset, log.logStartOffset));
      break;
    }
  }
  oracle.written.length = log.logEndOffset;
}

/** Whole segments, oldest first, nothing at the high watermark; what is left may stay. */
function checkRetention({ log, nowUs }: Scene): void {
  const before = [...log.segments.list];
  const { retentionBytes, retentionUs } = log.settings;
  const gone = deleteOldSegments(log, nowUs).flatMap(({ segments }) => segments);
  expect(before.slice(0, gone.length)).toEqual(gone);
  for (const segment of gone) expect(segment.nextOffset).toBeLessThanOrEqual(log.highWatermark);
  const [first, second] = log.segments.list;
  if (first === undefined || first.sizeBytes === 0) return;
  const isHeld = (second?.baseOffset ?? log.logEndOffset) > log.highWatermark;
  if (isHeld || !log.settings.cleanupPolicy.delete) return;
  expect(log.segments.sizeBytes - first.sizeBytes).toBeLessThan(retentionBytes);
  expect(nowUs - first.largestTimestampUs).toBeLessThanOrEqual(retentionUs);
}

/** What a reader makes of the log by key is the same before and after, and what is not clean yet is untouched. */
function checkCleaning(scene: Scene): void {
  const { log, nowUs, oracle, store } = scene;
  const before = scene.readable();
  const range = logToClean(log, nowUs);
  if (range.firstUncleanableOffset <= range.firstDirtyOffset) return;
  const records = {
    keyIdOf: (id: number) => (store[id] as Written).key,
    isTombstone: (id: number) => (store[id] as Written).isTombstone,
    createTimeUs: () => nowUs,
  };
  const bytes = log.segments.sizeBytes;
  const { endOffset } = cleanLog(log, range, { records, mapCapacity: 3, nowUs });
  const after = scene.readable();
  for (const offset of after.keys()) expect(before.has(offset)).toBe(true);
  for (const offset of before.keys()) if (offset >= endOffset) expect(after.has(offset)).toBe(true);
  const end = log.logEndOffset;
  expect(oracle.newest(end, (offset) => after.has(offset))).toEqual(oracle.newest(end, (offset) => before.has(offset)));
  expect(log.segments.sizeBytes).toBeLessThanOrEqual(bytes);
  expect(endOffset).toBeLessThanOrEqual(Math.min(log.lastStableOffset, log.segments.active.baseOffset));
  expect(log.durability.cleanerCheckpoint).toBe(endOffset);
}

function run(settings: Partial<LogSettings>, steps: readonly Step[]): Scene {
  const scene = new Scene(settings);
  let epoch = 0;
  for (const each of steps) {
    if (each.kind === "append" && each.newEpoch) epoch += 1;
    perform(scene, { step: each, epoch });
    scene.check();
  }
  return scene;
}

describe("a log against an array of its records", () => {
  const steps = fc.array(step, { maxLength: 80, size: "max" });

  it(`seed ${SEED}: retention takes whole old segments and nothing else`, () => {
    const settings = { retentionBytes: 1_200, retentionUs: 3_000 };
    fc.assert(
      fc.property(steps, (plan) => {
        const scene = run(
          settings,
          plan.filter(({ kind }) => kind !== "clean"),
        );
        const readable = scene.readable();
        for (let offset = scene.log.logStartOffset; offset < scene.log.logEndOffset; offset++) {
          expect(readable.get(offset)).toBe(scene.oracle.written[offset]);
        }
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it(`seed ${SEED}: compaction keeps the newest record of every key, offsets and what is not clean yet`, () => {
    const settings = { cleanupPolicy: { delete: false, compact: true }, deleteRetentionUs: 1_500 };
    fc.assert(
      fc.property(steps, (plan) => void run(settings, plan)),
      { seed: SEED, numRuns: 50 },
    );
  });

  it(`seed ${SEED}: a compacted log that is also deleted from, in segments that time closes`, () => {
    const settings = {
      cleanupPolicy: { delete: true, compact: true },
      retentionBytes: 900,
      retentionUs: 4_000,
      segmentUs: 900,
      minCompactionLagUs: 700,
    };
    fc.assert(
      fc.property(steps, (plan) => void run(settings, plan)),
      { seed: SEED, numRuns: 50 },
    );
  });
});
