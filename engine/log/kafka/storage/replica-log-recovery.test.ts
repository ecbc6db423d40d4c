import { describe, expect, it } from "vitest";
import { NO_PRODUCER_STAMP, PLAIN_BATCH, type UnplacedBatch } from "../record-batch.ts";
import { ReplicaLog } from "./replica-log.ts";

/** A log of as many batches of one record. */
function logOf(records: number): ReplicaLog {
  const log = new ReplicaLog(Number.MAX_SAFE_INTEGER);
  append(log, records);
  return log;
}

function append(log: ReplicaLog, records: number): void {
  const batch = {
    ...NO_PRODUCER_STAMP,
    ...PLAIN_BATCH,
    recordIds: new Uint32Array(1),
    sizeBytes: 1,
    maxTimestampUs: 0,
  };
  for (let record = 0; record < records; record++) log.appendAsLeader(batch, { leaderEpoch: 0, nowUs: 0 });
}

describe("after a power loss", () => {
  it("what was written after a cut is gone, though as many records had been flushed before the cut", () => {
    const log = logOf(5);
    log.flush();
    log.truncateTo(2);
    append(log, 3);
    expect(log.recoverAfterPowerLoss()).toBe(3);
    expect(log.logEndOffset).toBe(2);
  });

  it("the high watermark is the checkpointed one, also where the whole log had been flushed", () => {
    const log = logOf(4);
    log.flush();
    log.maybeIncrementHighWatermark(2);
    log.checkpointHighWatermark();
    log.maybeIncrementHighWatermark(4);
    expect(log.recoverAfterPowerLoss()).toBe(0);
    expect([log.logEndOffset, log.highWatermark]).toEqual([4, 2]);
  });
});

describe("after a process kill", () => {
  it("the high watermark is at least the start of the log (UnifiedLog.updateHighWatermark clamps it)", () => {
    const log = logOf(3);
    log.truncateFullyAndStartAt(10);
    log.recoverAfterProcessKill();
    expect([log.logStartOffset, log.highWatermark]).toEqual([10, 10]);
  });

  it("the checkpoint of a log that was cut below it is no higher than the end of the cut log", () => {
    const log = logOf(5);
    log.maybeIncrementHighWatermark(5);
    log.checkpointHighWatermark();
    log.truncateTo(2);
    append(log, 3);
    log.recoverAfterProcessKill();
    expect([log.logEndOffset, log.highWatermark]).toEqual([5, 2]);
  });
});

describe("a log that starts anew at the leader's start (UnifiedLog.truncateFullyAndStartAt)", () => {
  it("knows no producer any more: its first batch may have any sequence", () => {
    const log = new ReplicaLog(Number.MAX_SAFE_INTEGER);
    const sequenced: UnplacedBatch = {
      ...PLAIN_BATCH,
      producerId: 7,
      producerEpoch: 0,
      baseSequence: 0,
      lastSequence: 0,
      recordIds: new Uint32Array(1),
      sizeBytes: 1,
      maxTimestampUs: 0,
    };
    log.appendAsLeader(sequenced, { leaderEpoch: 0, nowUs: 0 });
    log.truncateFullyAndStartAt(10);
    expect(log.producers.activeProducers).toBe(0);
    const later = { ...sequenced, baseSequence: 40, lastSequence: 40 };
    expect(log.appendAsLeader(later, { leaderEpoch: 1, nowUs: 0 })).toMatchObject({ kind: "appended", baseOffset: 10 });
  });
});

describe("the start of a log", () => {
  it("never goes back (UnifiedLog.maybeIncrementLogStartOffset), and never beyond the high watermark", () => {
    const log = logOf(5);
    log.maybeIncrementHighWatermark(4);
    log.incrementLogStartOffset(3);
    log.incrementLogStartOffset(1);
    expect(log.logStartOffset).toBe(3);
    expect(() => log.incrementLogStartOffset(5)).toThrow("above its high watermark");
  });

  it("stays when the log is cut to an offset within its first batch", () => {
    const log = new ReplicaLog(Number.MAX_SAFE_INTEGER);
    const batch = {
      ...NO_PRODUCER_STAMP,
      ...PLAIN_BATCH,
      recordIds: new Uint32Array(4),
      sizeBytes: 1,
      maxTimestampUs: 0,
    };
    log.appendAsLeader(batch, { leaderEpoch: 0, nowUs: 0 });
    log.maybeIncrementHighWatermark(4);
    log.incrementLogStartOffset(2);
    expect(log.truncateTo(3)).toBe(2);
    expect([log.logStartOffset, log.logEndOffset, log.highWatermark]).toEqual([2, 2, 2]);
  });
});
