import { describe, expect, it } from "vitest";
import { durationUs } from "../base/time.ts";
import type { CheckOutcome, StageReport, Verdict } from "../protocol/report.ts";
import { judgeExpectation, judgeSlo } from "./outcomes.ts";

const outcome = (table: string, verdict: Verdict): CheckOutcome => ({
  check: "gold-equals-oracle",
  table,
  verdict,
  summary: "",
  violations: 0,
  evidence: [],
});

describe("expectations", () => {
  const outcomes = [outcome("gold.a", "holds"), outcome("gold.b", "violated")];

  it("judges the table that is named", () => {
    const expectation = { check: "gold-equals-oracle", table: "gold.a", expect: "holds" } as const;
    expect(judgeExpectation(expectation, outcomes)).toMatchObject({ found: "holds", isMet: true });
  });

  it("judges all tables by the worst when none is named", () => {
    const holds = { check: "gold-equals-oracle", expect: "holds" } as const;
    expect(judgeExpectation(holds, outcomes)).toMatchObject({ found: "violated", isMet: false });
    expect(judgeExpectation({ ...holds, expect: "violated" }, outcomes)).toMatchObject({ isMet: true });
  });

  it("meets no expectation with a check that could not tell or did not run", () => {
    const expectation = { check: "key-order-kept", expect: "holds" } as const;
    expect(judgeExpectation(expectation, outcomes)).toMatchObject({ found: "unknown", isMet: false });
  });
});

describe("objectives", () => {
  const stages: readonly StageReport[] = [
    {
      id: "gold.a",
      kind: "gold",
      recordsIn: 1,
      recordsOut: 1,
      throughputPerSecond: 1,
      latency: { p50Us: 1, p95Us: 20, p99Us: 30, maxUs: 40 },
      freshness: { p95Us: 1, maxUs: 50 },
    },
    { id: "topic", kind: "topic", recordsIn: 1, recordsOut: 1, throughputPerSecond: 1, lagMaxRecords: 7 },
  ];
  const topics = new Map([["job", "topic"]]);

  it.each([
    [{ metric: "freshness", table: "gold.a", max: durationUs(50) }, 50, true],
    [{ metric: "latency-p95", table: "gold.a", max: durationUs(19) }, 20, false],
    [{ metric: "latency-p99", table: "gold.a", max: durationUs(30) }, 30, true],
    [{ metric: "lag-records", job: "job", max: 6 }, 7, false],
    [{ metric: "freshness", table: "gold.never", max: durationUs(50) }, 0, false],
  ] as const)("measures %o", (slo, measured, isMet) => {
    expect(judgeSlo(slo, stages, topics)).toMatchObject({ measured, isMet });
  });
});
