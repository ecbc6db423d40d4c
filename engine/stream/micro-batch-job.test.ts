import { describe, expect, it } from "vitest";
import type { Probe, ProbeEvent } from "../base/probe.ts";
import { err, ok } from "../base/result.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { durationUs, MINUTE, SECOND, TIME_ZERO, timeUs } from "../base/time.ts";
import { RecordStore } from "../source/record-store.ts";
import type { BatchTables } from "./batch-tables.ts";
import { Checkpoint } from "./checkpoint.ts";
import { type CrashPoint, CrashPoints } from "./crash-points.ts";
import type { LogReader } from "./log-reader.ts";
import type { MicroBatchConfig } from "./micro-batch-config.ts";
import { MicroBatchJob } from "./micro-batch-job.ts";

const CONFIG: MicroBatchConfig = {
  topic: "t",
  trigger: { kind: "processing-time", intervalUs: durationUs(10 * SECOND) },
  maxOffsetsPerTrigger: undefined,
  minimumRead: undefined,
  startingOffsets: "earliest",
  failOnDataLoss: true,
  cores: 2,
  service: {
    perTaskUs: 1_000,
    perRecordNs: 1_000,
    perByteNs: 0,
    planningUs: durationUs(1_000),
    walCommitUs: durationUs(1_000),
    commitOffsetsUs: durationUs(1_000),
    perTableCommitUs: durationUs(1_000),
    perRowWrittenNs: 0,
  },
};

/** A log of two partitions whose record at offset o of partition p has the id o * 2 + p; tests move its end by hand. */
class HandLog implements LogReader {
  ends: (number | undefined)[] = [0, 0];
  latestOffsets(): readonly (number | undefined)[] {
    return this.ends;
  }
  earliestOffsets(): readonly number[] {
    return [0, 0];
  }
  read: LogReader["read"] = (_topic, partition, { from, to }, visit) => {
    if (this.ends[partition] === undefined) return err({ name: "LEADER_NOT_AVAILABLE", message: "no leader" });
    const recordIds = Uint32Array.from({ length: to }, (_, offset) => offset * 2 + partition);
    visit({ recordIds }, from, to, from);
    return ok(undefined);
  };
}

class World {
  readonly clock = new VirtualClock();
  readonly log: HandLog;
  readonly events: ProbeEvent[] = [];
  readonly commits: string[] = [];
  readonly staged: { batchId: number; ids: number[] }[] = [];
  readonly job: MicroBatchJob;

  constructor(config: Partial<MicroBatchConfig> = {}, crashes: readonly CrashPoint[] = [], log = new HandLog()) {
    this.log = log;
    const records = new RecordStore();
    for (let id = 0; id < 2_000; id++) records.appendValue(-1, Uint8Array.of(65), 0, TIME_ZERO);
    const probe: Probe = {
      event: (event) => this.events.push(event),
      gauge: () => undefined,
      count: () => undefined,
      latencyMeter: () => ({ record: () => undefined }),
    };
    const tables: BatchTables = {
      tableIds: ["bronze.a", "silver.b"],
      takesWholeBatch: () => true,
      stage: (rows, batchId) => this.staged.push({ batchId, ids: [...rows.recordIds] }),
      commit: (tableId, { batchId }) => {
        this.commits.push(`${tableId}#${batchId}`);
        return { kind: "committed", version: this.commits.length, rowsAdded: 1, rowsRemoved: 0, contentHash: "0" };
      },
    };
    const deps = {
      scheduler: this.clock,
      probe,
      log: this.log,
      records,
      tables,
      checkpoint: new Checkpoint("q"),
      crashPoints: new CrashPoints(crashes),
    };
    this.job = new MicroBatchJob("job", { ...CONFIG, ...config }, deps);
    this.job.start();
  }

  advance(seconds: number): void {
    while (!this.clock.advance(timeUs(Math.round(seconds * SECOND)), 1_000));
  }

  kinds(): string[] {
    return this.events.map((event) => event.kind);
  }
}

const STEPS = ["offset-log", "tasks", "bronze.a", "silver.b", "tables"];

describe("MicroBatchJob", () => {
  it("plans on the grid, commits table after table, then the commit log", () => {
    const world = new World();
    world.advance(3);
    world.log.ends = [5, 7];
    world.advance(9.999);
    expect(world.kinds()).toEqual([]);
    world.advance(11);
    expect(world.kinds()).toEqual(["batch-planned", "table-committed", "table-committed", "batch-committed"]);
    expect(world.commits).toEqual(["bronze.a#0", "silver.b#0"]);
    expect(world.staged[0]?.ids).toHaveLength(12);
    expect(world.job.committedOffsets).toEqual([5, 7]);
    world.advance(30);
    expect(world.job.recentProgress).toHaveLength(1);
  });

  for (const step of STEPS) {
    it(`runs the same batch with the same offsets after a crash behind ${step}`, () => {
      const world = new World({}, [{ jobId: "job", batchId: 0, after: step, restartAfterUs: durationUs(30 * SECOND) }]);
      world.log.ends = [5, 7];
      world.advance(12);
      expect(world.job.status).toBe("crashed");
      expect(world.job.committedOffsets).toBeUndefined();
      const before = [...world.commits];
      world.log.ends = [50, 70];
      world.advance(41);
      const committedBefore =
        step === "offset-log" || step === "tasks"
          ? []
          : step === "bronze.a"
            ? ["bronze.a#0"]
            : ["bronze.a#0", "silver.b#0"];
      expect(before).toEqual(committedBefore);
      expect(world.kinds()).toContain("batch-replayed");
      expect(world.commits.slice(before.length, before.length + 2)).toEqual(["bronze.a#0", "silver.b#0"]);
      expect(world.staged.at(-2)?.ids ?? world.staged[0]?.ids).toHaveLength(12);
      world.advance(60);
      expect(world.job.committedOffsets).toEqual([50, 70]);
      expect(world.job.recentProgress.map((batch) => [batch.batchId, batch.isReplay, batch.numInputRows])).toEqual([
        [0, true, 12],
        [1, false, 108],
      ]);
    });
  }

  it("does nothing of what it had scheduled before a crash", () => {
    const world = new World();
    world.log.ends = [5, 7];
    world.advance(10.0035);
    world.job.crash(durationUs(MINUTE));
    world.advance(60);
    expect(world.commits).toEqual([]);
    expect(world.job.isBusy).toBe(true);
    world.advance(90);
    expect(world.job.committedOffsets).toEqual([5, 7]);
  });

  it("starts an overrun's successor at once and never overlaps batches", () => {
    const world = new World({ trigger: { kind: "processing-time", intervalUs: durationUs(2_000) } });
    world.log.ends = [5, 7];
    world.advance(0.003);
    world.log.ends = [6, 7];
    world.advance(1);
    const [first, second] = world.job.recentProgress;
    expect(second?.startedAtUs).toBe(first?.endedAtUs);
  });

  it("waits for a partition without a leader, and fails the query after 180 s", () => {
    const world = new World();
    world.log.ends = [undefined, 7];
    world.advance(100);
    expect(world.kinds()).toEqual(["batch-waits"]);
    world.log.ends = [1, 7];
    world.advance(101);
    expect(world.job.committedOffsets).toEqual([1, 7]);
    world.log.ends = [undefined, 9];
    world.advance(300);
    expect(world.job.status).toBe("failed");
    expect(world.events.at(-1)?.message).toContain("has no leader");
  });

  it("fails when offsets go back, or skips the loss when failOnDataLoss is false", () => {
    const strict = new World();
    strict.log.ends = [5, 7];
    strict.advance(11);
    strict.log.ends = [3, 9];
    strict.advance(31);
    expect(strict.job.status).toBe("failed");
    const lenient = new World({ failOnDataLoss: false });
    lenient.log.ends = [5, 7];
    lenient.advance(11);
    lenient.log.ends = [3, 9];
    lenient.advance(31);
    expect(lenient.kinds()).toContain("data-loss-skipped");
    expect(lenient.job.committedOffsets).toEqual([3, 9]);
  });

  it("starts at the latest offsets when told so, and idles with Spark's polling delay when the trigger is 0", () => {
    const world = new World({
      startingOffsets: "latest",
      trigger: { kind: "processing-time", intervalUs: durationUs(0) },
    });
    world.log.ends = [5, 7];
    world.advance(0);
    const late = new World({
      startingOffsets: "latest",
      trigger: { kind: "processing-time", intervalUs: durationUs(0) },
    });
    late.advance(0.001);
    late.log.ends = [5, 7];
    late.advance(1);
    expect(late.job.recentProgress.map((batch) => [batch.startedAtUs, batch.numInputRows])).toEqual([[10_000, 12]]);
  });

  it("with available-now reads what was there at the start in limited batches, then stops", () => {
    const log = new HandLog();
    log.ends = [12, 3];
    const world = new World({ trigger: { kind: "available-now" }, maxOffsetsPerTrigger: 5 }, [], log);
    world.advance(0.001);
    log.ends = [100, 100];
    world.advance(10);
    expect(world.job.recentProgress.map((batch) => batch.numInputRows)).toEqual([5, 5, 5]);
    expect([world.job.status, world.job.committedOffsets]).toEqual(["stopped", [12, 3]]);
  });
});
