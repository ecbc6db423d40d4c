// @ts-check
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./bundles.mjs";

/**
 * One step of a check or a test run, as its report file tells it.
 * @typedef {{ name: string, passed: boolean, seconds: number, checked: number, findings: readonly string[] }} Step
 */

/** Where every machine-readable report of a run goes. Not in git. */
export const reportsFolder = join(repositoryRoot, "reports");

/** @param {string} name of the report @param {readonly Step[]} steps */
export function writeSteps(name, steps) {
  mkdirSync(reportsFolder, { recursive: true });
  writeFileSync(join(reportsFolder, `${name}.json`), `${JSON.stringify({ steps }, undefined, 2)}\n`);
}

/** Forgets the reports of an earlier run, so that a step that wrote nothing cannot pass by them. */
export function forgetReports() {
  rmSync(reportsFolder, { recursive: true, force: true });
}

/**
 * Runs one step and prints how it went, a failure with all it found.
 * @param {string} name
 * @param {() => Promise<{ checked: number, findings: readonly string[] }>} work
 * @returns {Promise<Step>}
 */
export async function runStep(name, work) {
  const startedMs = performance.now();
  const { checked, findings } = await work().catch((error) => ({ checked: 0, findings: [String(error)] }));
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  const all = checked === 0 && findings.length === 0 ? ["looked at nothing, so its pass means nothing"] : findings;
  const step = { name, passed: all.length === 0, seconds, checked, findings: all };
  process.stdout.write(
    `${step.passed ? "ok  " : "FAIL"} ${name.padEnd(10)} ${String(checked).padStart(5)} checked ${seconds.toFixed(1).padStart(6)} s\n`,
  );
  for (const finding of all) process.stdout.write(`       ${finding}\n`);
  return step;
}
