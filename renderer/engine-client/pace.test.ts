import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace, SLICE_LONGEST_MS, SLICE_TARGET_MS } from "./pace.ts";

const SEED = 20261127;

describe("the pace of a run", () => {
  it("lets 60 virtual seconds pass in a second at 60 times speed", () => {
    const pace = new Pace(60);
    pace.restart(5_000_000, 1_000, 60);
    expect(pace.targetUs(5_000_000, 1_100)).toBe(5_000_000 + 6_000_000);
  });

  it("has no target at full speed", () => {
    expect(new Pace("max").targetUs(0, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it("does not work off a backlog after the machine stood still", () => {
    const pace = new Pace(10);
    pace.restart(0, 0, 10);
    const afterSleepUs = pace.targetUs(0, 60_000);
    expect(afterSleepUs).toBeLessThanOrEqual(10 * 250_000);
    expect(pace.targetUs(afterSleepUs, 60_100)).toBe(afterSleepUs + 1_000_000);
  });

  it("is not slowed down by a busy screen: slices get longer with it, up to a limit", () => {
    const eventsPerMs = 130;
    const settled = (waitedMs: number): number => {
      const pace = new Pace("max");
      for (let slice = 0; slice < 20; slice++) pace.learn(pace.eventsMax, pace.eventsMax / eventsPerMs, waitedMs);
      return pace.eventsMax / eventsPerMs;
    };
    expect(settled(5)).toBeCloseTo(SLICE_TARGET_MS, 0);
    expect(settled(90)).toBeCloseTo(90, 0);
    expect(settled(400)).toBeCloseTo(SLICE_LONGEST_MS, 0);
  });

  it("finds the number of events that fit into a slice", () => {
    const pace = new Pace("max");
    const eventsPerMs = 130;
    for (let slice = 0; slice < 20; slice++) pace.learn(pace.eventsMax, pace.eventsMax / eventsPerMs);
    expect(pace.eventsMax / eventsPerMs).toBeCloseTo(SLICE_TARGET_MS, 0);
  });

  it(`never goes back and never runs away, whatever the clock does (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 50 }), (stepsMs) => {
        const pace = new Pace(300);
        pace.restart(0, 0, 300);
        let nowMs = 0;
        let runUs = 0;
        for (const stepMs of stepsMs) {
          nowMs += stepMs;
          const targetUs = pace.targetUs(runUs, nowMs);
          expect(targetUs).toBeGreaterThanOrEqual(runUs);
          expect(targetUs - runUs).toBeLessThanOrEqual(300 * 250_000);
          runUs = targetUs;
        }
      }),
      { seed: SEED },
    );
  });
});
