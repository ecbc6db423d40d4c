import { describe, expect, it } from "vitest";
import { durationUs, MINUTE, SECOND } from "../base/time.ts";
import { AS_FAST_AS_POSSIBLE, HandLog, JOB_CONFIG, JobScene } from "../testing/job-scene.ts";

const STEPS = ["offset-log", "tasks", "bronze.a", "silver.b", "tables"];

describe("a micro-batch job", () => {
  it("plans on the grid, commits table after table, then the commit log", () => {
    const world = new JobScene();
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
    const world = new JobScene({ trigger: AS_FAST_AS_POSSIBLE });
    world.advance(0.1);
    expect(world.kinds()).toEqual(["batch-planned", "table-committed", "table-committed", "batch-committed"]);
    expect(world.staged).toEqual([{ batchId: 0, ids: [] }]);
    expect(world.job.committedOffsets).toEqual([0, 0]);
  });

  for (const step of STEPS) {
    it(`runs the same batch with the same offsets after a crash behind ${step}`, () => {
      const world = new JobScene({}, [
        { jobId: "job", batchId: 1, after: step, restartAfterUs: durationUs(30 * SECOND) },
      ]);
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
    const world = new JobScene();
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
    const world = new JobScene({ trigger: { kind: "processing-time", intervalUs: durationUs(2_000) } });
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
    const world = new JobScene({}, [], log);
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

  it("counts the next trigger from when the last one fired, not from when a leader was found", () => {
    const log = new HandLog();
    log.ends = [undefined, 7];
    const world = new JobScene({}, [], log);
    world.advance(12);
    log.ends = [1, 7];
    world.advance(12.1);
    log.ends = [2, 8];
    world.advance(13);
    const [first, second] = world.job.recentProgress;
    expect([first?.startedAtUs, second?.startedAtUs]).toEqual([0, first?.endedAtUs]);
    expect(first?.endedAtUs).toBeGreaterThan(12.1 * SECOND);
  });

  it.each([
    ["within the first", 60, 5, 72],
    ["beyond the first", 10, 60, 80],
  ])("dies again while it is dead, and stays so as long as the later of both says: %s", (_, first, second, up) => {
    const scene = new JobScene();
    scene.advance(12);
    scene.job.crash(durationUs(first * SECOND));
    scene.advance(20);
    scene.job.crash(durationUs(second * SECOND));
    scene.advance(100);
    const restarts = scene.events.filter(({ kind }) => kind === "driver-restarted");
    expect(restarts.map(({ atUs }) => atUs / SECOND)).toEqual([up]);
  });

  it("tells a death in a batch from one between batches", () => {
    const messageOfDeath = (world: JobScene) => world.events.find(({ kind }) => kind === "driver-crashed")?.message;
    const between = new JobScene();
    between.advance(5);
    between.job.crash(durationUs(SECOND));
    expect(messageOfDeath(between)).toBe("The driver of job died, between batches 0 and 1");
    const within = new JobScene({}, [
      { jobId: "job", batchId: 0, after: "offset-log", restartAfterUs: durationUs(SECOND) },
    ]);
    within.advance(5);
    expect(messageOfDeath(within)).toBe("The driver of job died, batch 0 not committed");
  });

  it("plans a batch that runs again anew", () => {
    const service = { ...JOB_CONFIG.service, planningUs: durationUs(5 * SECOND) };
    const crash = { jobId: "job", batchId: 0, after: "offset-log", restartAfterUs: durationUs(SECOND) };
    const world = new JobScene({ service }, [crash]);
    world.advance(30);
    const at = (kind: string) => world.events.find((event) => event.kind === kind)?.atUs ?? 0;
    expect(at("table-committed") - at("batch-replayed")).toBe(5 * SECOND + 1_000);
  });
});
