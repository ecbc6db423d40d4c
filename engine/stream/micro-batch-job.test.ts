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
  read(...[, partition, { from, to }, visit]: Parameters<LogReader["read"]>): ReturnType<LogReader["read"]> {
    if (this.ends[partition] === undefined) return err({ name: "LEADER_NOT_AVAILABLE", message: "no leader" });
    const recordIds = Uint32Array.from({ length: to }, (_, offset) => offset * 2 + partition);
    visit({ recordIds }, from, to, from);
    return ok(undefined);
  }
}

/** The same, but a range that reaches beyond the end is refused, as after an unclean election; or every one, while `isGone`. */
class ShrinkingLog extends HandLog {
  isGone = false;
  override read(...call: Parameters<LogReader["read"]>): ReturnType<LogReader["read"]> {
    const [, partition, range] = call;
    const isThere = !this.isGone && range.to <= (this.ends[partition] ?? 0);
    return isThere ? super.read(...call) : err({ name: "OFFSET_OUT_OF_RANGE", message: "gone" });
  }
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

const AS_FAST_AS_POSSIBLE = { kind: "processing-time", intervalUs: durationUs(0) } as const;

const STEPS = ["offset-log", "tasks", "bronze.a", "silver.b", "tables"];

describe("MicroBatchJob", () => {
  it("plans on the grid, commits table after table, then the commit log", () => {
    const world = new World();
    world.advance(3);
    world.log.ends = [5, 7];
    world.advance(9.999);
    expect(world.job.committedOffsets).toEqual([0, 0]);
    world.advance(11);
    expect(world.kinds().slice(4)).toEqual(["batch-planned", "table-committed", "table-committed", "batch-committed"]);
    expect(world.commits.slice(2)).toEqual(["bronze.a#1", "silver.b#1"]);
    expect(world.staged[1]?.ids).toHaveLength(12);
    expect(world.job.committedOffsets).toEqual([5, 7]);
    world.advance(30);
    expect(world.job.recentProgress).toHaveLength(2);
  });

  it("runs its first batch at once, data or not, and no other without data", () => {
    const world = new World({ trigger: AS_FAST_AS_POSSIBLE });
    world.advance(0.1);
    expect(world.kinds()).toEqual(["batch-planned", "table-committed", "table-committed", "batch-committed"]);
    expect(world.staged).toEqual([{ batchId: 0, ids: [] }]);
    expect(world.job.committedOffsets).toEqual([0, 0]);
  });

  for (const step of STEPS) {
    it(`runs the same batch with the same offsets after a crash behind ${step}`, () => {
      const world = new World({}, [{ jobId: "job", batchId: 1, after: step, restartAfterUs: durationUs(30 * SECOND) }]);
      world.log.ends = [5, 7];
      world.advance(12);
      expect(world.job.status).toBe("crashed");
      expect(world.job.committedOffsets).toEqual([0, 0]);
      const before = [...world.commits];
      world.log.ends = [50, 70];
      world.advance(41);
      const committedBefore =
        step === "offset-log" || step === "tasks"
          ? []
          : step === "bronze.a"
            ? ["bronze.a#1"]
            : ["bronze.a#1", "silver.b#1"];
      expect(before.slice(2)).toEqual(committedBefore);
      expect(world.kinds()).toContain("batch-replayed");
      expect(world.commits.slice(before.length, before.length + 2)).toEqual(["bronze.a#1", "silver.b#1"]);
      const staged = world.staged.filter(({ batchId }) => batchId === 1).map(({ ids }) => ids.length);
      expect(staged).toEqual(step === "offset-log" || step === "tasks" ? [12] : [12, 12]);
      world.advance(60);
      expect(world.job.committedOffsets).toEqual([50, 70]);
      expect(world.job.recentProgress.map((batch) => [batch.batchId, batch.isReplay, batch.numInputRows])).toEqual([
        [0, false, 0],
        [1, true, 12],
        [2, false, 108],
      ]);
    });
  }

  it("does nothing of what it had scheduled before a crash", () => {
    const world = new World();
    world.log.ends = [5, 7];
    world.advance(10.0035);
    world.job.crash(durationUs(MINUTE));
    world.advance(60);
    expect(world.commits).toEqual(["bronze.a#0", "silver.b#0"]);
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
    const log = new HandLog();
    log.ends = [undefined, 7];
    const world = new World({}, [], log);
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

  it("asks three times, a second apart, for offsets that went back", () => {
    const world = new World();
    world.log.ends = [5, 7];
    world.advance(11);
    world.log.ends = [3, 9];
    world.advance(21.5);
    world.log.ends = [6, 9];
    world.advance(30);
    expect(world.job.committedOffsets).toEqual([6, 9]);
  });

  it("fails when offsets stay back, at every start again, or skips the loss when failOnDataLoss is false", () => {
    const strict = new World();
    strict.log.ends = [5, 7];
    strict.advance(11);
    strict.log.ends = [3, 9];
    strict.advance(31);
    expect(strict.job.status).toBe("failed");
    expect(strict.events.at(-1)?.message).toContain("Partition t-0's offset was changed from 5 to 3");
    const lenient = new World({ failOnDataLoss: false });
    lenient.log.ends = [5, 7];
    lenient.advance(11);
    lenient.log.ends = [3, 9];
    lenient.advance(31);
    expect(lenient.kinds()).toContain("data-loss-skipped");
    expect(lenient.job.committedOffsets).toEqual([3, 9]);
  });

  for (const failOnDataLoss of [true, false]) {
    it(`${failOnDataLoss ? "fails" : "reads what is left"} when a planned range is gone by the time it is read`, () => {
      const crash = { jobId: "job", batchId: 1, after: "offset-log", restartAfterUs: durationUs(30 * SECOND) };
      const world = new World({ failOnDataLoss }, [crash], new ShrinkingLog());
      world.log.ends = [50, 70];
      world.advance(12);
      world.log.ends = [40, 70];
      world.advance(60);
      if (failOnDataLoss) {
        expect(world.job.status).toBe("failed");
        return;
      }
      const loss = world.events.find((event) => event.kind === "data-loss-skipped");
      expect(loss?.fields).toEqual({ partition: 0, from: 0, to: 50 });
      expect(world.staged.find(({ batchId }) => batchId === 1)?.ids).toHaveLength(110);
      expect(world.job.recentProgress[1]).toMatchObject({ batchId: 1, isReplay: true, numInputRows: 110 });
    });
  }

  it("waits, without failOnDataLoss, for the leader that can say what is left", () => {
    const log = new ShrinkingLog();
    const world = new World({ failOnDataLoss: false }, [], log);
    world.log.ends = [50, 70];
    world.advance(10.001);
    log.isGone = true;
    world.log.ends = [undefined, 70];
    world.advance(20);
    expect(world.kinds().at(-1)).toBe("batch-waits");
    log.isGone = false;
    world.log.ends = [50, 70];
    world.advance(21);
    expect(world.job.recentProgress[1]?.numInputRows).toBe(120);
    expect(world.kinds()).not.toContain("data-loss-skipped");
  });

  it("starts at the latest offsets when told so, and idles with Spark's polling delay when the trigger is 0", () => {
    const log = new HandLog();
    log.ends = [5, 7];
    const world = new World({ startingOffsets: "latest", trigger: AS_FAST_AS_POSSIBLE }, [], log);
    world.advance(0.006);
    log.ends = [6, 8];
    world.advance(1);
    expect(world.job.recentProgress.map((batch) => [batch.startedAtUs, batch.numInputRows])).toEqual([
      [0, 0],
      [15_000, 2],
    ]);
  });

  it("keeps where it began to read when the driver dies before the first batch is in the offset log", () => {
    const log = new HandLog();
    log.ends = [5, 5];
    const world = new World({ startingOffsets: "latest" }, [], log);
    world.job.crash(durationUs(10 * SECOND));
    log.ends = [9, 9];
    world.advance(60);
    expect(world.staged).toEqual([{ batchId: 0, ids: [10, 12, 14, 16, 11, 13, 15, 17] }]);
  });

  it("counts the next trigger from when the last one fired, not from when a leader was found", () => {
    const log = new HandLog();
    log.ends = [undefined, 7];
    const world = new World({}, [], log);
    world.advance(12);
    log.ends = [1, 7];
    world.advance(12.1);
    log.ends = [2, 8];
    world.advance(13);
    const [first, second] = world.job.recentProgress;
    expect([first?.startedAtUs, second?.startedAtUs]).toEqual([12.1 * SECOND, first?.endedAtUs]);
  });

  it("begins to count maxTriggerDelay again whenever it has passed, with data or without", () => {
    const minimumRead = { minOffsets: 100, maxTriggerDelayUs: durationUs(MINUTE) };
    const world = new World({ trigger: AS_FAST_AS_POSSIBLE, minimumRead });
    world.advance(91);
    world.log.ends = [2, 2];
    world.advance(119.9);
    expect(world.job.recentProgress).toHaveLength(1);
    world.advance(120.2);
    expect(world.job.recentProgress.map((batch) => batch.numInputRows)).toEqual([0, 4]);
  });

  it("plans a batch that runs again anew", () => {
    const service = { ...CONFIG.service, planningUs: durationUs(5 * SECOND) };
    const crash = { jobId: "job", batchId: 0, after: "offset-log", restartAfterUs: durationUs(SECOND) };
    const world = new World({ service }, [crash]);
    world.advance(30);
    const at = (kind: string) => world.events.find((event) => event.kind === kind)?.atUs ?? 0;
    expect(at("table-committed") - at("batch-replayed")).toBe(5 * SECOND + 1_000);
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

  it("with available-now stops at the first trigger that has too little to read", () => {
    const log = new HandLog();
    log.ends = [12, 3];
    const minimumRead = { minOffsets: 8, maxTriggerDelayUs: durationUs(15 * MINUTE) };
    const world = new World({ trigger: { kind: "available-now" }, maxOffsetsPerTrigger: 10, minimumRead }, [], log);
    world.advance(10);
    expect(world.job.recentProgress.map((batch) => batch.numInputRows)).toEqual([10]);
    expect(world.job.status).toBe("stopped");
  });
});
