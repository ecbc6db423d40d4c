import { describe, expect, it } from "vitest";
import { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import { eventAt, SAMPLE_REPORT } from "../../engine/testing/sample-report.ts";
import { eventDifferences } from "./event-differences.ts";
import { kpiChange } from "./kpi-change.ts";
import { kpisOf } from "./run-kpis.ts";

const S = 1_000_000;
const TEXT = `
pipeline:
  nodes:
    - { id: t, kind: topic }
    - { id: j1, kind: micro-batch }
    - { id: j2, kind: micro-batch }
    - { id: bronze.a, kind: bronze }
    - { id: silver.a, kind: silver }
    - { id: gold.a, kind: gold }
    - { id: gold.b, kind: gold }
`;

function run(changes: readonly (readonly [seconds: number, name: string, value: number])[]) {
  const history = new History();
  for (const [seconds, name, value] of changes) history.record(name, timeUs(seconds * S), value);
  return { history, events: [], text: TEXT, report: undefined, nowUs: 100 * S };
}

const valuesOf = (...args: Parameters<typeof kpisOf>) =>
  Object.fromEntries(kpisOf(...args).map(({ id, value }) => [id, value]));

describe("the figures of a run", () => {
  const facts = run([
    [1, "j1/lag-records", 10],
    [2, "j2/lag-records", 70],
    [3, "j2/lag-records", 5],
    [3, "gold.a/freshness-us", 9],
    [4, "gold.b/freshness-us", 30],
    [5, "gold.b/freshness-us", 1],
    [5, "gold.a/latency-p95-us", 4],
    [5, "bronze.a/freshness-us", 999],
    [6, "t/records-lost", 3],
    [7, "bronze.a/duplicates", 2],
    [8, "j1/lag-records", 500],
  ]);

  it("are the worst of all jobs and of all gold tables so far", () => {
    expect(valuesOf(facts, 7 * S)).toMatchObject({ lag: 70, freshness: 30, latency: 4, lost: 3, duplicates: 2 });
    expect(valuesOf(facts, 8 * S)).toMatchObject({ lag: 500 });
    expect(valuesOf(facts, 5 * S)).toMatchObject({ lost: undefined, duplicates: undefined });
  });

  it("are unknown where the run says nothing, never zero", () => {
    expect(Object.values(valuesOf(run([]), 9 * S)).every((value) => value === undefined)).toBe(true);
  });

  it("have verdicts and money at the end alone", () => {
    const check = { check: "gold-equals-oracle", summary: "", violations: 1, evidence: [] } as const;
    const checks = [
      { ...check, verdict: "violated", dollarsWrong: 20_000 } as const,
      { ...check, verdict: "holds", dollarsWrong: 0 } as const,
    ];
    const report = { ...SAMPLE_REPORT, checks };
    expect(valuesOf({ ...facts, report }, 9 * S)).toMatchObject({ violated: 1, dollars: 20_000 });
    expect(valuesOf({ ...facts, report: { ...report, isChecked: false } }, 9 * S)).toMatchObject({
      violated: undefined,
      dollars: undefined,
    });
  });
});

describe("a change of a figure", () => {
  it.each([
    [38, 100, "−62 %", "better"],
    [150, 100, "+50 %", "worse"],
    [500, 100, "5 times as much", "worse"],
    [0, 8, "to none", "better"],
    [8, 0, "from none", "worse"],
    [0, 0, "the same", "same"],
    [1_000, 1_001, "the same", "same"],
    [1_000, 1_006, "−1 %", "better"],
    [undefined, 3, "", "unknown"],
    [3, undefined, "", "unknown"],
  ] as const)("%s after %s is %j, %s", (value, before, text, verdict) => {
    expect(kpiChange(value, before)).toEqual({ text, verdict });
  });
});

describe("events that differ", () => {
  const commits = [1, 2, 3].map((second) => eventAt(second, "batch-committed", "job"));
  const crash = eventAt(4, "broker-crashed", "broker-2", { severity: "error" });
  const election = eventAt(2, "leader-elected", "t-0", { severity: "warning" });

  it("are those that one run had more often, the loudest first", () => {
    const found = eventDifferences([...commits, crash], [...commits.slice(0, 2), election], 9 * S);
    expect(found.map(({ kind, count, baselineCount, firstUs }) => [kind, count, baselineCount, firstUs])).toEqual([
      ["broker-crashed", 1, 0, 4 * S],
      ["leader-elected", 0, 1, 2 * S],
      ["batch-committed", 3, 2, 1 * S],
    ]);
  });

  it("are none beyond the instant that both runs reached", () => {
    expect(eventDifferences([...commits, crash], commits, 3 * S)).toEqual([]);
  });
});
