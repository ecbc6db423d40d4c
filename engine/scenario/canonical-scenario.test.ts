import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SMALL_SCENARIO, smallScenarioWith } from "../testing/small-scenario.ts";
import { canonicalJson, canonicalScenario } from "./canonical-scenario.ts";
import { parseScenario } from "./parse-scenario.ts";

function canonicalOf(text: string): string {
  const result = parseScenario(text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return canonicalScenario(result.value.scenario);
}

describe("the canonical form of a scenario", () => {
  const canonical = canonicalOf(SMALL_SCENARIO);

  test.each([
    ["comments", "# behind the version", ""],
    ["the name", "name: Orders", "name: Something else"],
    ["the description", "  folded into one.", "  quite different."],
    ["the layout", "layout:\n  orders: { x: 0, y: 0 } # top left\n", ""],
    ["the name of a data file", "file: shops.csv", "file: elsewhere/stores.csv"],
    ["the order of keys", "seed: 7\nduration: 10m\n", "duration: 10m\nseed: 7\n"],
    ["how a duration is written", "duration: 10m", "duration: 600s"],
    ["the seed, which the world adds, as a run may be given another", "seed: 7", "seed: 8"],
    ["how a number is written", "records: 1000\n", "records: 0x3e8\n"],
    ["a Kafka default that is written out", "linger.ms: 10", "batch.size: 16384\n        linger.ms: 10"],
    ["one broker or a list of one", "broker: 2, at: 1m", "brokers: [2], at: 1m"],
  ])("does not depend on %s", (_title, passage, replacement) => {
    expect(canonicalOf(smallScenarioWith(passage, replacement))).toBe(canonical);
  });

  test.each([
    ["the duration", "duration: 10m", "duration: 11m"],
    ["SQL", "select shop, city from shops", "select shop, city  from shops"],
    ["a setting", "linger.ms: 10", "linger.ms: 11"],
    ["a fault", "broker: 2, at: 1m", "broker: 2, at: 61s"],
    ["the format of a data file", "file: shops.csv, format: csv", "file: shops.csv, format: ndjson"],
    [
      "the order of edges",
      "- orders -> order.events\n    - replay -> order.events",
      "- replay -> order.events\n    - orders -> order.events",
    ],
  ])("depends on %s", (_title, passage, replacement) => {
    expect(canonicalOf(smallScenarioWith(passage, replacement))).not.toBe(canonical);
  });

  test("is JSON with sorted keys", () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 0.1 }], a: null, e: undefined })).toBe(
      '{"a":null,"b":[1,{"c":0.1,"d":1}]}',
    );
    expect(Object.keys(JSON.parse(canonical))).toEqual(Object.keys(JSON.parse(canonical)).toSorted());
  });

  test("loses nothing and knows no order of keys (seed 32)", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
      { seed: 32, numRuns: 300 },
    );
  });
});

/** The same value with the keys of all its mappings the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}
