// @ts-check
/**
 * Counts what passed and failed from the runners' own machine-readable reports. `node scripts/summarise-reports.mjs NAME...`
 * reads `reports/NAME.json` for each name, prints every failure, and last, alone on a line, `N passed, N failed`. Ends with
 * exit code 1 if anything failed, if a report is missing, or if nothing ran. Imports nothing from npm, since it also has
 * to speak when `npm ci` failed.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * @typedef {{ passed: number, failed: number, failures: readonly string[] }} Count
 * @typedef {{ steps: readonly import("./report-steps.mjs").Step[] }} StepsReport
 * @typedef {{ fullName: string, status: string, failureMessages: readonly string[] }} VitestAssertion
 * @typedef {{ name: string, status: string, message: string, assertionResults: readonly VitestAssertion[] }} VitestFile
 * @typedef {{ success: boolean, testResults: readonly VitestFile[] }} VitestReport
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} PlaywrightReport
 */

/** Counts one report, whichever runner wrote it. A test that was skipped has failed: it proved nothing. @param {unknown} report @returns {Count} */
export function countReport(report) {
  if (typeof report !== "object" || report === null) return failure("is not a report");
  if ("steps" in report) return countSteps(/** @type {StepsReport} */ (report));
  if ("testResults" in report) return countVitest(/** @type {VitestReport} */ (report));
  if ("stats" in report) return countPlaywright(/** @type {PlaywrightReport} */ (report));
  return failure("is a report of no runner known here");
}

/** @param {string} text @returns {Count} */
function failure(text) {
  return { passed: 0, failed: 1, failures: [text] };
}

/** @param {StepsReport} report @returns {Count} */
function countSteps({ steps }) {
  const bad = steps.filter(({ passed }) => !passed);
  return {
    passed: steps.length - bad.length,
    failed: bad.length,
    failures: bad.map(
      ({ name, findings }) =>
        `${name}: ${findings[0] ?? ""}${findings.length > 1 ? ` (and ${findings.length - 1} more)` : ""}`,
    ),
  };
}

/** @param {VitestReport} report @returns {Count} */
function countVitest({ success, testResults }) {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: name })),
  );
  const bad = tests.filter(({ status }) => status !== "passed");
  // A file that fails before its first test has no test to count, yet something failed.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status === "passed"),
  );
  const failures = [
    ...bad.map(
      ({ file, fullName, status, failureMessages }) =>
        `${file} ${fullName}: ${firstLine(failureMessages[0] ?? status)}`,
    ),
    ...broken.map(({ name, message }) => `${name}: ${firstLine(message)}`),
  ];
  if (!success && failures.length === 0) failures.push("an error outside any test");
  return { passed: tests.length - bad.length, failed: failures.length, failures };
}

/** @param {PlaywrightReport} report @returns {Count} */
function countPlaywright({ stats: { expected, unexpected, flaky, skipped } }) {
  const failed = unexpected + flaky + skipped;
  return {
    passed: expected,
    failed,
    failures: failed === 0 ? [] : [`end to end: ${unexpected} failed, ${flaky} flaky, ${skipped} skipped`],
  };
}

/** @param {string} text */
function firstLine(text) {
  const line = text.split("\n", 1)[0] ?? "";
  return line === "Error: STACK_TRACE_ERROR" ? "it took too long" : line; // so vitest reports a timeout
}

/** The sum over `reports/NAME.json`; a report that is missing is a failure. @param {string} folder @param {readonly string[]} names @returns {Count} */
export function summariseReports(folder, names) {
  const counts = names.map((name) => {
    const path = `${folder}/${name}.json`;
    const count = existsSync(path)
      ? countReport(JSON.parse(readFileSync(path, "utf8")))
      : failure("no report was written");
    return { ...count, failures: count.failures.map((text) => `${name}: ${text}`) };
  });
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  };
}

/** Prints the failures and the last line. @param {Count} count @returns {number} the exit code */
export function printSummary({ passed, failed, failures }) {
  for (const text of failures) process.stdout.write(`FAILED ${text}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = fileURLToPath(new URL("../reports", import.meta.url));
  process.exitCode = printSummary(summariseReports(folder, process.argv.slice(2)));
}
