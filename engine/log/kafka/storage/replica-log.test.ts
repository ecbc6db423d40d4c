import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { truncationOffset, validateFetch } from "../fetch-validation.ts";
import { UNDEFINED_EPOCH } from "../leader-epoch-cache.ts";
import { NO_PRODUCER_STAMP, PLAIN_BATCH, type ProducerStamp, type UnplacedBatch } from "../record-batch.ts";
import { ReplicaLog } from "./replica-log.ts";

const SEED = 31_415;

function batch(records: number, stamp: ProducerStamp = NO_PRODUCER_STAMP): UnplacedBatch {
  return { ...stamp, ...PLAIN_BATCH, recordIds: new Uint32Array(records), sizeBytes: records, maxTimestampUs: 0 };
}

function sequenced(baseSequence: number, records: number, producerEpoch = 0): UnplacedBatch {
  return batch(records, { producerId: 1, producerEpoch, baseSequence, lastSequence: baseSequence + records - 1 });
}

function emptyLog(): ReplicaLog {
  return new ReplicaLog(Number.MAX_SAFE_INTEGER);
}

/** A log whose records were written in these epochs, one batch each. */
function logOf(epochs: readonly number[]): ReplicaLog {
  const log = emptyLog();
  for (const leaderEpoch of epochs) log.appendAsLeader(batch(1), { leaderEpoch, nowUs: 0 });
  return log;
}

/** The epoch of every record. */
function epochsOf(log: ReplicaLog): number[] {
  return log.batches.flatMap((item) => Array.from(item.recordIds, () => item.leaderEpoch));
}

const epochs = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 20 }).map((list) => list.sort((a, b) => a - b));

describe("ReplicaLog", () => {
  it(`seed ${SEED}: where an epoch ends is where the next higher one begins, by the slow way`, () => {
    fc.assert(
      fc.property(epochs, fc.integer({ min: 0, max: 9 }), (written, asked) => {
        const log = logOf(written);
        const found = log.endOffsetForEpoch(asked);
        const latest = written.at(-1);
        if (latest === undefined || asked > latest) expect(found).toEqual({ epoch: -1, endOffset: -1 });
        else {
          const end = asked === latest ? written.length : written.findIndex((epoch) => epoch > asked);
          const below = written.findLast((epoch) => epoch <= asked);
          expect(found).toEqual({ epoch: below ?? asked, endOffset: end });
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it(`seed ${SEED}: truncation by epochs brings any follower to a prefix of the leader's log, and keeps what they share`, () => {
    fc.assert(
      fc.property(epochs, epochs, epochs, (shared, onlyLeader, onlyFollower) => {
        // An epoch has one leader: beyond what they share the two logs have no epoch in common.
        const base = shared.at(-1) ?? 0;
        const leader = logOf([...shared, ...onlyLeader.map((epoch) => base + 1 + 2 * epoch)]);
        const follower = logOf([...shared, ...onlyFollower.map((epoch) => base + 2 + 2 * epoch)]);
        leader.startEpoch(base + 100);
        for (let round = 0; ; round++) {
          expect(round).toBeLessThan(50);
          const position = { fetchOffset: follower.logEndOffset, lastFetchedEpoch: follower.lastFetchedEpoch };
          const verdict = validateFetch(leader, position);
          if (verdict.kind === "readable") break;
          expect(verdict.kind).toBe("diverging");
          if (verdict.kind === "diverging") follower.truncateTo(truncationOffset(follower, verdict));
        }
        expect(epochsOf(follower)).toEqual(epochsOf(leader).slice(0, follower.logEndOffset));
        expect(follower.logEndOffset).toBeGreaterThanOrEqual(shared.length);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it(`seed ${SEED}: after a cut everything says what a log without the cut batches says`, () => {
    const batches = fc.array(
      fc.record({ records: fc.integer({ min: 1, max: 5 }), epochStep: fc.integer({ min: 0, max: 1 }) }),
      { maxLength: 15 },
    );
    fc.assert(
      fc.property(batches, fc.nat({ max: 60 }), (plan, cutAt) => {
        const write = (log: ReplicaLog, limit: number) => {
          let epoch = 0;
          let sequence = 0;
          for (const { records, epochStep } of plan) {
            epoch += epochStep;
            if (log.logEndOffset + records > limit) return;
            log.appendAsLeader(sequenced(sequence, records), { leaderEpoch: epoch, nowUs: 0 });
            sequence += records;
          }
        };
        const cut = emptyLog();
        write(cut, Number.POSITIVE_INFINITY);
        cut.maybeIncrementHighWatermark(cut.logEndOffset);
        const before = cut.logEndOffset;
        const gone = cut.truncateTo(cutAt);
        const plain = emptyLog();
        write(plain, cutAt);
        expect(cut.logEndOffset).toBe(plain.logEndOffset);
        expect(gone).toBe(before - cut.logEndOffset);
        expect(cut.highWatermark).toBe(cut.logEndOffset);
        expect(cut.epochs.entries).toEqual(plain.epochs.entries);
        expect(cut.producers.entryOf(1)).toEqual(plain.producers.entryOf(1));
        for (let offset = 0; offset <= cut.logEndOffset; offset++) {
          expect(cut.segments.batchAt(offset)).toBe(cut.batches.find((item) => item.lastOffset >= offset));
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("a process kill keeps the log and goes back to the checkpointed watermark", () => {
    const log = logOf([0, 0, 0, 0]);
    log.maybeIncrementHighWatermark(2);
    log.checkpointHighWatermark();
    log.maybeIncrementHighWatermark(4);
    log.recoverAfterProcessKill();
    expect([log.logEndOffset, log.highWatermark]).toEqual([4, 2]);
  });

  it("a power loss cuts the log to what was flushed, and the watermark with it", () => {
    const log = logOf([0, 0, 0]);
    log.flush();
    log.appendAsLeader(batch(5), { leaderEpoch: 1, nowUs: 0 });
    log.maybeIncrementHighWatermark(8);
    log.checkpointHighWatermark();
    expect(log.recoverAfterPowerLoss()).toBe(5);
    expect([log.logEndOffset, log.highWatermark, log.flushedOffset]).toEqual([3, 3, 3]);
    expect(log.lastFetchedEpoch).toBe(0);
  });

  it("the watermark never falls by being told less, nor passes the end", () => {
    const log = logOf([0, 0]);
    expect(log.maybeIncrementHighWatermark(9)).toBe(true);
    expect(log.highWatermark).toBe(2);
    expect(log.maybeIncrementHighWatermark(1)).toBe(false);
    expect(log.highWatermark).toBe(2);
  });

  it("an empty epoch at the end is dropped where the leader does not know it", () => {
    const log = logOf([0, 0]);
    log.startEpoch(5);
    expect(log.lastFetchedEpoch).toBe(5);
    expect(log.truncateTo(2)).toBe(0);
    expect(log.lastFetchedEpoch).toBe(0);
    expect(emptyLog().lastFetchedEpoch).toBe(UNDEFINED_EPOCH);
  });

  it("starts anew where the leader's log starts when the follower fell behind it", () => {
    const log = logOf([0, 0, 0]);
    expect(log.truncateFullyAndStartAt(10)).toBe(3);
    expect([log.logStartOffset, log.logEndOffset, log.highWatermark]).toEqual([10, 10, 10]);
    expect(log.epochs.entries).toEqual([]);
  });
});
