import { expect, test } from "vitest";
import type { RunReport } from "../engine/protocol/report.ts";
import { WallClock } from "./wall-clock.ts";

const report = { records: { produced: 4_000 }, endedAtUs: 60_000_000 } as RunReport;

/** A wall clock whose phases take these milliseconds. */
async function measured(phases: readonly (readonly ["boot" | "load" | "run" | "check", number])[]): Promise<WallClock> {
  let nowMs = 1_000;
  const wall = new WallClock(() => nowMs);
  for (const [phase, ms] of phases) {
    await wall.measure(phase, async () => {
      nowMs += ms;
    });
  }
  return wall;
}

test("a phase that is measured twice has the time of both, and rates are those of the run", async () => {
  const wall = await measured([
    ["boot", 5],
    ["load", 700],
    ["run", 1_500],
    ["run", 500],
    ["check", 40],
  ]);
  expect(wall.times(report)).toMatchObject({
    ...{ bootSeconds: 0.005, loadSeconds: 0.7, runSeconds: 2, checkSeconds: 0.04, totalSeconds: 2.745 },
    ...{ recordsPerSecond: 2_000, virtualPerWall: 30 },
  });
});

test("what a phase does not keep counts to another, and nothing is counted twice", async () => {
  const wall = await measured([
    ["boot", 100],
    ["load", 2_400],
  ]);
  wall.moveRest("load", 1_100, "boot");
  expect(wall.times(report)).toMatchObject({ bootSeconds: 1.4, loadSeconds: 1.1, totalSeconds: 2.5 });
  wall.moveRest("load", 5_000, "boot");
  expect(wall.times(report)).toMatchObject({ bootSeconds: 1.4, loadSeconds: 1.1, totalSeconds: 2.5 });
});
