import { describe, expect, it } from "vitest";
import { durationUs } from "../base/time.ts";
import type { CheckOutcome, StageReport, Verdict } from "../protocol/report.ts";
import { impliedExpectations, judgeExpectation, judgeSlo, unaskedViolations } from "./outcomes.ts";

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

  it("says why nobody can tell: in the check's words, or that there was nothing to check", () => {
    const gold = { check: "gold-equals-oracle", expect: "holds" } as const;
    const unread = { ...outcome("gold.a", "unknown"), summary: "the log cannot be read" };
    expect(judgeExpectation(gold, [unread])).toMatchObject({ reason: "the log cannot be read" });
    const silver = { check: "silver-latest-per-key", table: "silver.orders", expect: "holds" } as const;
    expect(judgeExpectation(silver, outcomes)).toMatchObject({
      found: "unknown",
      reason: "silver.orders has no merge key, so there is no latest row of a key",
    });
    expect(judgeExpectation(gold, outcomes)).not.toHaveProperty("reason");
  });

  it("are implied for every query that the scenario does not speak of", () => {
    const check = "query-survives";
    const implied = (job: string) => ({ check, job, expect: "holds" });
    expect(impliedExpectations([], ["a", "b"])).toEqual([implied("a"), implied("b")]);
    expect(impliedExpectations([{ check, job: "a", expect: "violated" }], ["a", "b"])).toEqual([implied("b")]);
    expect(impliedExpectations([{ check, expect: "violated" }], ["a", "b"])).toEqual([]);
  });

  it("are not what every violation is about", () => {
    const ofB = { check: "gold-equals-oracle", table: "gold.b", expect: "violated" } as const;
    expect(unaskedViolations(outcomes, [ofB])).toEqual([]);
    expect(unaskedViolations(outcomes, [{ ...ofB, table: "gold.a" }])).toEqual([outcomes[1]]);
    expect(unaskedViolations(outcomes, [])).toEqual([outcomes[1]]);
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
    [{ metric: "freshness", table: "gold.never", max: durationUs(50) }, undefined, false],
  ] as const)("measures %o", (slo, measured, isMet) => {
    expect(judgeSlo(slo, stages, topics)).toEqual({ ...slo, ...(measured === undefined ? {} : { measured }), isMet });
  });
});
