import { describe, expect, it } from "vitest";
import { durationUs, MINUTE, SECOND } from "../base/time.ts";
import { AS_FAST_AS_POSSIBLE, HandLog, JobScene, ShrinkingLog } from "../testing/job-scene.ts";

describe("the offsets of a job's batches", () => {
  it("asks three times, a second apart, for offsets that went back", () => {
    const world = new JobScene();
    world.log.ends = [5, 7];
    world.advance(11);
    world.log.ends = [3, 9];
    world.advance(21.5);
    world.log.ends = [6, 9];
    world.advance(30);
    expect(world.job.committedOffsets).toEqual([6, 9]);
  });

  it("fails when offsets stay back, at every start again, or skips the loss when failOnDataLoss is false", () => {
    const strict = new JobScene();
    strict.log.ends = [5, 7];
    strict.advance(11);
    strict.log.ends = [3, 9];
    strict.advance(31);
    expect(strict.job.status).toBe("failed");
    expect(strict.events.at(-1)?.message).toContain("Partition t-0's offset was changed from 5 to 3");
    const lenient = new JobScene({ failOnDataLoss: false });
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
      const log = new ShrinkingLog();
      log.ends = [20, 0];
      const world = new JobScene({ failOnDataLoss }, [crash], log);
      world.advance(1);
      world.log.ends = [50, 70];
      world.advance(12);
      world.log.ends = [40, 70];
      world.advance(60);
      if (failOnDataLoss) {
        expect(world.job.status).toBe("failed");
        return;
      }
      const loss = world.events.find((event) => event.kind === "data-loss-skipped");
      expect(loss?.fields).toEqual({ partition: 0, from: 20, to: 50 });
      expect(world.staged.find(({ batchId }) => batchId === 1)?.ids).toHaveLength(90);
      expect(world.job.recentProgress[1]).toMatchObject({ batchId: 1, isReplay: true, numInputRows: 90 });
    });
  }

  it("waits, without failOnDataLoss, for the leader that can say what is left", () => {
    const log = new ShrinkingLog();
    const world = new JobScene({ failOnDataLoss: false }, [], log);
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
    const world = new JobScene({ startingOffsets: "latest", trigger: AS_FAST_AS_POSSIBLE }, [], log);
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
    const world = new JobScene({ startingOffsets: "latest" }, [], log);
    world.job.crash(durationUs(10 * SECOND));
    log.ends = [9, 9];
    world.advance(60);
    expect(world.staged).toEqual([{ batchId: 0, ids: [10, 12, 14, 16, 11, 13, 15, 17] }]);
  });

  it("begins to count maxTriggerDelay again whenever it has passed, with data or without", () => {
    const minimumRead = { minOffsets: 100, maxTriggerDelayUs: durationUs(MINUTE) };
    const world = new JobScene({ trigger: AS_FAST_AS_POSSIBLE, minimumRead });
    world.advance(91);
    world.log.ends = [2, 2];
    world.advance(119.9);
    expect(world.job.recentProgress).toHaveLength(1);
    world.advance(120.2);
    expect(world.job.recentProgress.map((batch) => batch.numInputRows)).toEqual([0, 4]);
  });

  it("with available-now reads what was there at the start in limited batches, then stops", () => {
    const log = new HandLog();
    log.ends = [12, 3];
    const world = new JobScene({ trigger: { kind: "available-now" }, maxOffsetsPerTrigger: 5 }, [], log);
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
    const world = new JobScene({ trigger: { kind: "available-now" }, maxOffsetsPerTrigger: 10, minimumRead }, [], log);
    world.advance(10);
    expect(world.job.recentProgress.map((batch) => batch.numInputRows)).toEqual([10]);
    expect(world.job.status).toBe("stopped");
  });
});
