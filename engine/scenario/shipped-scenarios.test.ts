import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseScenario } from "./parse-scenario.ts";
import { formatProblem } from "./problem.ts";

const folder = new URL("../../scenarios/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".scenario.yaml"));

describe("the scenarios that ship", () => {
  test("are there", () => {
    expect(files).toContain("flights-broker-crash.scenario.yaml");
  });

  test.each(files)("%s parses", (name) => {
    const parsed = parseScenario(readFileSync(new URL(name, folder), "utf8"));
    expect(parsed.ok ? [] : parsed.error.map(formatProblem)).toEqual([]);
  });
});
