import { expect, test } from "vitest";
import type { JourneyStep, JourneyStepKind } from "../../engine/protocol/inspection.ts";
import { groupByStage, placeWords } from "./step-look.tsx";

const step = (stage: string, kind: JourneyStepKind, atUs: number): JourneyStep => ({
  stage,
  kind,
  atUs,
  message: kind,
});

test("steps at one stage stand together, and a stage that is visited again stands there again", () => {
  const steps = [
    step("topic", "appended", 1),
    step("topic", "replicated", 2),
    step("bronze.a", "written", 3),
    step("topic", "appended", 4),
  ];
  expect(groupByStage(steps).map(({ stage, steps: all }) => [stage, all.map(({ atUs }) => atUs)])).toEqual([
    ["topic", [1, 2]],
    ["bronze.a", [3]],
    ["topic", [4]],
  ]);
  expect(groupByStage([])).toEqual([]);
});

test("a place is told as far as it is known, offset 0 too", () => {
  expect(placeWords({ ...step("t", "appended", 1), partition: 3, offset: 0 })).toBe("partition 3, offset 0");
  expect(placeWords({ ...step("t", "written", 1), batchId: 7, version: 8 })).toBe("batch 7, version 8");
  expect(placeWords(step("t", "failed", 1))).toBe("");
});
