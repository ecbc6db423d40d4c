import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countReport, summariseReports } from "./summarise-reports.mjs";

const passedTest = { fullName: "works", status: "passed", failureMessages: [] };
const failedTest = { fullName: "breaks", status: "failed", failureMessages: ["Error: broken\n  at line 1"] };
const skippedTest = { fullName: "waits", status: "skipped", failureMessages: [] };

/** A vitest report of one file. */
function vitestReport(tests: readonly object[], status = "passed"): object {
  return {
    success: status === "passed",
    testResults: [{ name: "a.test.ts", status, message: "no such module", assertionResults: tests }],
  };
}

test("steps count one each", () => {
  const steps = [
    { name: "types", passed: true, findings: [] },
    { name: "lint", passed: false, findings: ["a.ts:1 bad", "b.ts:2 bad"] },
  ];
  expect(countReport({ steps })).toEqual({ passed: 1, failed: 1, failures: ["lint: a.ts:1 bad (and 1 more)"] });
});

test("a skipped test has failed", () => {
  const count = countReport(vitestReport([passedTest, failedTest, skippedTest], "failed"));
  expect(count).toEqual({
    passed: 1,
    failed: 2,
    failures: ["a.test.ts breaks: Error: broken", "a.test.ts waits: skipped"],
  });
});

test("a timeout is called one", () => {
  const test = { ...failedTest, failureMessages: ["Error: STACK_TRACE_ERROR\n  at line 1"] };
  expect(countReport(vitestReport([test], "failed")).failures).toEqual(["a.test.ts breaks: it took too long"]);
});

test("a file that breaks before its first test has failed", () => {
  expect(countReport(vitestReport([], "failed"))).toEqual({
    passed: 0,
    failed: 1,
    failures: ["a.test.ts: no such module"],
  });
});

test("an error outside any test has failed", () => {
  expect(countReport({ ...vitestReport([passedTest]), success: false })).toMatchObject({ passed: 1, failed: 1 });
});

test("end-to-end tests that were flaky or skipped have failed", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 1 };
  expect(countReport({ stats })).toMatchObject({ passed: 5, failed: 3 });
});

test("a report that is missing or of an unknown runner has failed", () => {
  const folder = mkdtempSync(join(tmpdir(), "spillway-reports-"));
  try {
    writeFileSync(join(folder, "odd.json"), "{}");
    expect(summariseReports(folder, ["odd", "missing"])).toEqual({
      passed: 0,
      failed: 2,
      failures: ["odd: is a report of no runner known here", "missing: no report was written"],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
