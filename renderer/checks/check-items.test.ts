import { describe, expect, test } from "vitest";
import { MINUTE } from "../../engine/base/time.ts";
import type { CheckOutcome } from "../../engine/protocol/report.ts";
import { SAMPLE_REPORT } from "../../engine/testing/sample-report.ts";
import { beginsWithName, checkSections, countVerdicts, speakExpectations, speakVerdicts } from "./check-items.ts";

const held: CheckOutcome = { check: "no-duplicates", verdict: "holds", summary: "none", violations: 0, evidence: [] };

describe("what a run was judged by", () => {
  test("is listed with what is wrong first", () => {
    const violated: CheckOutcome = {
      ...held,
      verdict: "violated",
      violations: 3,
      table: "gold.vouchers",
      dollarsWrong: 180_000,
    };
    const unknown: CheckOutcome = { ...held, verdict: "unknown" };
    const [checks] = checkSections({ ...SAMPLE_REPORT, checks: [held, unknown, violated] });
    expect(checks?.items.map(({ state }) => state)).toEqual(["bad", "unknown", "good"]);
    expect(checks?.items[0]).toMatchObject({ subject: "gold.vouchers", summary: "none, $180,000 wrong in all" });
  });

  test("has no section for what the scenario does not ask", () => {
    const titles = checkSections({ ...SAMPLE_REPORT, answers: [], slos: [] }).map(({ title }) => title);
    expect(titles).toEqual(["Checks", "Expectations"]);
  });

  test("of a wrong answer tells that the oracle says otherwise, and how far its table is off", () => {
    const [answer] = SAMPLE_REPORT.answers;
    if (answer === undefined) throw new Error("the sample has an answer");
    const wrong = { ...answer, isRight: false, dollarsWrong: 20_000 };
    const items = checkSections({ ...SAMPLE_REPORT, answers: [wrong] }).find(({ title }) => title === "Answers")?.items;
    expect(items?.[0]).toMatchObject({
      state: "bad",
      verdict: "wrong",
      summary: "the oracle says otherwise; its table is $20,000 off",
    });
  });

  test("counts an objective without a measurement as unknown, not as met", () => {
    const slo = { metric: "freshness", table: "gold.vouchers", max: MINUTE, isMet: false } as const;
    const items = checkSections({ ...SAMPLE_REPORT, slos: [slo] }).find(({ title }) => title === "Objectives")?.items;
    expect(items?.[0]).toMatchObject({ state: "unknown", summary: "nothing was measured, at most 1m allowed" });
  });
});

test("a summary may begin with the name of its subject", () => {
  expect(beginsWithName({ summary: "gold.vouchers equals the oracle", subject: "gold.vouchers" })).toBe(true);
  expect(beginsWithName({ summary: "none", subject: "gold.vouchers" })).toBe(false);
  expect(beginsWithName({ summary: "none", subject: undefined })).toBe(false);
});

describe("the verdict in a sentence", () => {
  const speak = (...verdicts: CheckOutcome["verdict"][]) =>
    speakVerdicts(countVerdicts({ checks: verdicts.map((verdict) => ({ ...held, verdict })) }));

  test("says how many held, were violated, and cannot be told", () => {
    expect(speak("holds", "holds")).toBe("2 checks held, none violated");
    expect(speak("holds", "violated")).toBe("1 check held, 1 violated");
    expect(speak("violated", "unknown")).toBe("1 violated, 1 cannot be told");
    expect(speak()).toBe("0 checks held");
  });

  test("says whether the scenario got what it expects, a violation included", () => {
    const met = { check: "no-duplicates", expect: "violated", found: "violated", isMet: true } as const;
    expect(speakExpectations({ expectations: [met] })).toBe("As the scenario expects.");
    expect(speakExpectations({ expectations: [met, { ...met, found: "holds", isMet: false }] })).toBe(
      "1 of 2 expectations not met.",
    );
  });
});
