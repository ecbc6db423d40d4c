import { describe, expect, test } from "vitest";
import { playSchedule } from "../../testing/schedules/play-schedule.ts";
import { describePlan, planSchedule } from "../../testing/schedules/schedule-plan.ts";

/** `npm run fuzz` plays more of them, and others. */
const SCHEDULES = Number(process.env["SPILLWAY_SCHEDULES"] ?? "400");
const FIRST_SEED = Number(process.env["SPILLWAY_SCHEDULE_SEED"] ?? "20261127");

/** Seeds that once broke something, kept. */
const KEPT: readonly number[] = [
  // A broker was started again while it still stopped, and stayed down.
  20_261_203,
];

const seeds = [...KEPT, ...Array.from({ length: SCHEDULES }, (_, index) => FIRST_SEED + index)];

describe("random clusters under random schedules of faults", () => {
  test.each(seeds)("keep what they have promised, and heal (seed %i)", (seed) => {
    expect(playSchedule(seed), describePlan(planSchedule(seed))).toEqual([]);
  });
});
