import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupSchedules, playGroupSchedule } from "../../../testing/group-schedule.ts";

/** `npm run fuzz` plays more of them, and others. */
const SEED = Number(process.env["SPILLWAY_SCHEDULE_SEED"] ?? "848");
const RUNS = Math.ceil(Number(process.env["SPILLWAY_SCHEDULES"] ?? "16") / 2);

describe.each([["classic"], ["consumer"]] as const)("a %s group under random faults", (groupProtocol) => {
  it(`seed ${SEED}: never two owners who may both know it; afterwards one owner each, no lag, nothing undone`, () => {
    fc.assert(
      fc.property(groupSchedules(groupProtocol), (schedule) => {
        const scene = playGroupSchedule(schedule);
        expect(scene.eventsOf("partition-owned-twice")).toEqual([]);
        const { partitions, state } = scene.group.describe();
        expect(state).toBe("STABLE");
        expect(scene.assignments.flat().toSorted()).toEqual([0, 1, 2, 3, 4]);
        // A partition without records may never have had a commit.
        expect(partitions.map(({ lag }) => lag ?? 0)).toEqual([0, 0, 0, 0, 0]);
        expect(scene.undone).toEqual([]);
        expect(scene.lostRecords()).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  });
});
