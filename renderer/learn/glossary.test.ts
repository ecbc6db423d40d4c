import { describe, expect, test } from "vitest";
import { SHARD_VARIABLES, WORKER_VARIABLES } from "../../engine/pipeline/kinesis-variables.ts";
import {
  BROKER_VARIABLES,
  GROUP_PARTITION_VARIABLES,
  NODE_VARIABLES,
  PARTITION_VARIABLES,
  REASON_VARIABLES,
} from "../../engine/pipeline/state-variables.ts";
import { findTerm, GLOSSARY } from "./glossary.ts";
import { METRIC_NOTES } from "./metric-notes.ts";

const keys = new Set(
  [
    ...Object.values(NODE_VARIABLES).flat(),
    ...PARTITION_VARIABLES,
    ...GROUP_PARTITION_VARIABLES,
    ...SHARD_VARIABLES,
    ...WORKER_VARIABLES,
    ...REASON_VARIABLES,
    ...BROKER_VARIABLES,
  ].map(({ key }) => key),
);

describe("the glossary", () => {
  test.each([...keys])("explains %s: what it is, how it is computed, why it moves", (key) => {
    const term = findTerm(key);
    expect(term?.definition).toMatch(/\.$/u);
    expect(term?.formula).toBeTruthy();
    expect(term?.whyItMoves).toMatch(/\.$/u);
  });

  test("has no note about a figure that no run records", () => {
    expect(Object.keys(METRIC_NOTES).filter((key) => !keys.has(key))).toEqual([]);
  });

  test("has no two terms of one name", () => {
    expect(new Set(GLOSSARY.map(({ id }) => id)).size).toBe(GLOSSARY.length);
    expect(new Set(GLOSSARY.map(({ title }) => title.toLowerCase())).size).toBe(GLOSSARY.length);
  });

  test("tells the duplicates of a topic from those of a table", () => {
    expect(findTerm("duplicates")?.alsoMeans.length).toBeGreaterThan(0);
  });
});
