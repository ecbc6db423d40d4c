import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CaseOutcome } from "./case-outcome.ts";
import { runConformanceFile } from "./run-conformance.ts";

const SEED = 4_711;

/** Runs one case of a file; its outcome. */
function runCase(name: string, item: object): CaseOutcome {
  const [outcome] = runConformanceFile({ name, cases: [{ id: "a-case", ...item }] }).cases;
  return outcome as CaseOutcome;
}

const FILES = [
  "murmur2",
  "partitioner",
  "isr-election",
  "leader-epoch",
  "producer-sequence",
  "range-assignor",
  "roundrobin-assignor",
  "sticky-assignor",
  "kip848-assignors",
  "kip848-reconciliation",
  "consumer-group",
  "costs-kinesis",
  "log-retention-roll",
  "log-compaction",
] as const;

type OwnCase = { readonly id: string; readonly kind?: string; readonly input: object; readonly expected: object };

/** Cases of this project's own, at least one per adapter, right in every respect. */
const RIGHT: readonly { readonly file: string; readonly item: OwnCase; readonly title: string }[] = FILES.flatMap(
  (file) => {
    const text = readFileSync(new URL(`./own-cases/${file}.json`, import.meta.url), "utf8");
    const { cases } = JSON.parse(text) as { readonly cases: readonly OwnCase[] };
    return cases.map((item) => ({ file, item, title: `${file} ${item.id}` }));
  },
);

function append(firstSeq: number, lastSeq: number, more: object = {}) {
  return { op: "append", pid: 7, epoch: 0, firstSeq, lastSeq, ...more };
}

describe("runConformanceFile", () => {
  it.each(RIGHT)("passes $title, which the engine fulfils", ({ file, item }) => {
    expect(runCase(file, item)).toEqual({ id: item.id, outcome: "passed", detail: "" });
  });

  it.each(RIGHT)("fails $title as soon as one expectation is wrong", ({ file, item }) => {
    for (const key of Object.keys(item.expected)) {
      const outcome = runCase(file, { ...item, expected: { ...item.expected, [key]: ["something else"] } });
      expect(outcome.outcome).toBe("failed");
      expect(outcome.detail).toContain(`expected.${key}`);
    }
    expect(runCase(file, { ...item, expected: { ...item.expected, noSuchFact: 1 } }).outcome).toBe("failed");
    expect(runCase(file, { ...item, expected: {} }).outcome).toBe("failed");
  });

  it("leaves out what a later issue brings, and says what it is", () => {
    const sentences = {
      kind: "leaderReplicaState",
      input: { steps: ["F1 fetches at 10"] },
      expected: { afterStep: [] },
    };
    expect(runCase("isr-election", sentences).outcome).toBe("prose");
  });

  it("names every case of a file that it has no adapter for", () => {
    expect(runConformanceFile({ name: "delta-merge", cases: [{ id: "one" }, { id: "two" }, 3] })).toEqual({
      name: "delta-merge",
      kind: "not-yet-supported",
      detail: 'no adapter yet for files named "delta-merge"',
      cases: ["one", "two", "#2"].map((id) => ({
        id,
        outcome: "not-supported",
        detail: 'no adapter yet for files named "delta-merge"',
      })),
    });
  });

  it("says what a file lacks", () => {
    for (const json of [
      undefined,
      null,
      3,
      "text",
      [],
      {},
      { name: "murmur2" },
      { name: 5, cases: [] },
      { name: "murmur2", cases: {} },
    ]) {
      const outcome = runConformanceFile(json);
      expect(outcome.kind).toBe("malformed");
      expect(outcome.detail).not.toBe("");
    }
  });

  it("says where a case is malformed", () => {
    const cases: readonly (readonly [string, unknown, string])[] = [
      ["murmur2", { input: {}, expected: {} }, 'cases[0].input has no "utf8"'],
      ["murmur2", { input: { utf8: 5 }, expected: {} }, "cases[0].input.utf8 must be text, found 5"],
      ["leader-epoch", { input: { assign: [[1]] } }, "cases[0].input.assign[0] must be a pair of numbers, found [1]"],
      [
        "partitioner",
        { input: { availablePartitions: [0], stickyBatchSizeBytes: 1, appends: 1e12 } },
        "appends must be a whole number from 0",
      ],
      [
        "producer-sequence",
        { input: { scope: "log", steps: [append(0, 2_000_000_000)] } },
        "the number of records from firstSeq to lastSeq",
      ],
    ];
    for (const [name, item, detail] of cases) {
      const [outcome] = runConformanceFile({ name, cases: [item] }).cases;
      expect(outcome?.outcome).toBe("failed");
      expect(outcome?.detail).toContain(detail);
    }
  });

  it(`seed ${SEED}: garbage in any place is a failed case with a sentence, never a crash`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...RIGHT), fc.jsonValue(), fc.nat(), (right, garbage, place) => {
        const paths = pathsOf(right.item);
        const damaged = replaceAt(right.item, paths[place % paths.length] ?? [], garbage);
        const { cases } = runConformanceFile({ name: right.file, cases: [damaged] });
        expect(cases).toHaveLength(1);
        if (cases[0]?.outcome !== "passed") expect(cases[0]?.detail.length).toBeGreaterThan(3);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it(`seed ${SEED}: garbage as a whole file never crashes`, () => {
    const name = fc.constantFrom(...FILES, "other");
    fc.assert(
      fc.property(name, fc.array(fc.jsonValue()), (file, cases) => {
        expect(runConformanceFile({ name: file, cases }).cases).toHaveLength(cases.length);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

/** The paths to every value inside a JSON value, itself not included. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[...path, key], ...pathsOf(member, [...path, key])]);
}

function replaceAt(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaceAt(item, rest, replacement) : item));
  const record = value as Record<string, unknown>;
  return { ...record, [key]: replaceAt(record[key], rest, replacement) };
}
