import { expect, test } from "vitest";
import { smallScenarioWith } from "../testing/small-scenario.ts";
import { parseScenario } from "./parse-scenario.ts";

function problemsWith(options: string): readonly unknown[] {
  const result = parseScenario(smallScenarioWith("options: { startingOffsets: earliest }", `options: ${options}`));
  return result.ok ? [] : result.error;
}

test("a batch may not wait for more offsets than it may take", () => {
  expect(problemsWith("{ minOffsetsPerTrigger: 20, maxOffsetsPerTrigger: 15 }")).toMatchObject([
    {
      path: "pipeline.nodes[3].options.minOffsetsPerTrigger",
      found: "20",
      allowed: expect.stringContaining("which is 15"),
      code: "rule",
    },
  ]);
  expect(problemsWith("{ minOffsetsPerTrigger: 15, maxOffsetsPerTrigger: 15 }")).toEqual([]);
});
