import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationUs, millisecondsUs, timeUs } from "../base/time.ts";
import { Checkpoint } from "./checkpoint.ts";
import { isBatchDelayed, limitOffsets } from "./rate-limit.ts";
import { planRecovery } from "./recovery.ts";
import { runStage, stageDuration } from "./task-model.ts";
import { nextBatchTime, nextTriggerTime } from "./trigger.ts";

const SEED = 20261122;

describe("trigger", () => {
  it("lies on the epoch grid, strictly after now (Spark ProcessingTimeExecutorSuite)", () => {
    const next = [0, 1, 99, 100, 101, 150].map((now) => nextBatchTime(timeUs(now), durationUs(100)));
    expect(next).toEqual([100, 100, 100, 200, 200, 200]);
  });

  it("fires at once after an overrun and then returns to the grid (Spark 'trigger timing')", () => {
    const interval = millisecondsUs(1_000);
    const batches = [0, 500, 1_500, 0].map((ms) => millisecondsUs(ms));
    const times: number[] = [];
    let now = timeUs(0);
    for (const duration of batches) {
      times.push(now / 1_000);
      now = nextTriggerTime(now, timeUs(now + duration), interval);
    }
    expect(times).toEqual([0, 1_000, 2_000, 3_500]);
    expect(now / 1_000).toBe(4_000);
  });
});

describe("maxOffsetsPerTrigger", () => {
  it("shares the limit by backlog (Spark KafkaMicroBatchSourceSuite)", () => {
    let start: readonly number[] = [0, 0, 0];
    const rows: number[][] = [];
    for (let batch = 0; batch < 4; batch++) {
      const end = limitOffsets(start, [101, 11, 1], 10);
      rows.push(end.map((offset, partition) => offset - (start[partition] ?? 0)));
      start = end;
    }
    expect(rows).toEqual([
      [8, 1, 1],
      [9, 1, 0],
      [9, 1, 0],
      [9, 1, 0],
    ]);
  });

  it(`never passes the end, and always moves while there is a backlog (seed ${SEED})`, () => {
    const partitions = fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(partitions, fc.integer({ min: 1, max: 500 }), (ranges, limit) => {
        const start = ranges.map(([begin]) => begin);
        const latest = ranges.map(([begin, size]) => begin + size);
        const end = limitOffsets(start, latest, limit);
        end.forEach((offset, partition) => {
          expect(offset).toBeLessThanOrEqual(latest[partition] ?? 0);
          expect(offset > (start[partition] ?? 0) || latest[partition] === start[partition]).toBe(true);
        });
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("ends a partition that went back at its latest offset", () => {
    expect(limitOffsets([10, 0], [4, 100], 50)).toEqual([4, 50]);
  });
});

describe("minOffsetsPerTrigger", () => {
  const minimum = { minOffsets: 15, maxTriggerDelayUs: millisecondsUs(5_000) };

  it("skips small batches until the delay has passed, but never the first", () => {
    expect(isBatchDelayed(minimum, 1, undefined, timeUs(0))).toBe(false);
    expect(isBatchDelayed(minimum, 14, timeUs(0), timeUs(4_999_999))).toBe(true);
    expect(isBatchDelayed(minimum, 15, timeUs(0), timeUs(1))).toBe(false);
    expect(isBatchDelayed(minimum, 1, timeUs(0), timeUs(5_000_000))).toBe(false);
  });
});

describe("recovery", () => {
  const entry = (end: number) => ({ startOffsets: [0], endOffsets: [end], batchTimestampUs: timeUs(end) });

  it("starts fresh, continues behind a commit, and re-runs what was not committed", () => {
    const checkpoint = new Checkpoint("q");
    expect(planRecovery(checkpoint)).toEqual({ ok: true, value: { kind: "fresh", nextBatchId: 0 } });
    checkpoint.offsets.add(0, entry(5));
    expect(planRecovery(checkpoint)).toEqual({ ok: true, value: { kind: "re-run", batchId: 0, entry: entry(5) } });
    checkpoint.commits.add(0, { nextBatchWatermarkUs: 0 });
    expect(planRecovery(checkpoint)).toEqual({
      ok: true,
      value: { kind: "continue", nextBatchId: 1, startOffsets: [5] },
    });
    checkpoint.offsets.add(1, entry(9));
    expect(planRecovery(checkpoint)).toEqual({ ok: true, value: { kind: "re-run", batchId: 1, entry: entry(9) } });
  });

  it("re-runs only the latest batch when commits lag behind, and refuses a gap in the offset log", () => {
    const checkpoint = new Checkpoint("q");
    checkpoint.offsets.add(4, entry(4));
    checkpoint.offsets.add(5, entry(5));
    expect(planRecovery(checkpoint)).toMatchObject({ value: { kind: "re-run", batchId: 5 } });
    checkpoint.offsets.purgeBelow(5);
    expect(planRecovery(checkpoint)).toEqual({ ok: false, error: "batch 4 doesn't exist" });
  });

  it("never overwrites an entry (Spark OffsetSeqLogSuite)", () => {
    const checkpoint = new Checkpoint("q");
    expect([checkpoint.offsets.add(1, entry(1)), checkpoint.offsets.add(1, entry(3))]).toEqual([true, false]);
    expect(checkpoint.offsets.get(1)).toEqual(entry(1));
    expect(checkpoint.offsets.latestBatchId).toBe(1);
  });
});

describe("task model", () => {
  it("hands tasks to the core that is free first, and waits for the slowest", () => {
    const service = { perTaskUs: 10, perRecordNs: 1_000, perByteNs: 0 };
    const loads = [90, 20, 20, 20].map((records, partition) => ({ partition, records, bytes: 0 }));
    const runs = runStage(loads, 2, service);
    expect(runs.map((run) => [run.core, run.startUs, run.endUs])).toEqual([
      [0, 0, 100],
      [1, 0, 30],
      [1, 30, 60],
      [1, 60, 90],
    ]);
    expect(stageDuration(runs)).toBe(100);
    expect(stageDuration([])).toBe(0);
  });
});
