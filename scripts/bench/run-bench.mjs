// @ts-check
/**
 * `npm run bench`: measures whole runs and parts of the engine, each in a process of its own, and writes what it found to
 * docs/benchmarks.md. `npm run bench -- --help` says how to measure less.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeInputs, repositoryRoot } from "../bundles.mjs";
import { reportsFolder } from "../report-steps.mjs";
import { bundleEntries } from "./bundle-entries.mjs";
import { appSectionOf, withAppSection } from "./keep-app-section.mjs";
import { loadOfLastMinute } from "./machine.mjs";
import { planMeasurements } from "./measurements.mjs";
import { groups, readOptions, usage } from "./options.mjs";
import { spreadsOf } from "./statistics.mjs";
import { writeDocument } from "./write-document.mjs";

/**
 * @import { BenchResults, Measurement, Outcome } from "./measurements.mjs"
 * @import { BenchOptions } from "./options.mjs"
 */

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {Measurement} measurement @param {Map<string, Outcome[]>} outcomes @param {string[]} failures */
async function measureOnce({ name, once }, outcomes, failures) {
  const startedMs = performance.now();
  try {
    const outcome = await once();
    outcomes.set(name, [...(outcomes.get(name) ?? []), outcome]);
    const shown = Object.entries(outcome.figures).map(([figure, value]) => `${figure} ${Number(value.toPrecision(4))}`);
    say(
      `${name.padEnd(28)} ${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6)} s  ${shown.join(", ")}`,
    );
  } catch (error) {
    const failure = `${name}: ${error instanceof Error ? error.message : error}`;
    failures.push(failure);
    say(failure);
  }
}

function describeSource() {
  return [describeInputs("cli"), describeInputs("worker")].map(({ contents }) => contents).join(" ");
}

/** @param {BenchOptions} options @returns {Promise<BenchResults>} */
async function bench(options) {
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const loadBefore = loadOfLastMinute();
  const sourceBefore = describeSource();
  const plan = planMeasurements().filter(({ group }) => options.only.includes(group));
  /** @type {Map<string, Outcome[]>} */
  const outcomes = new Map();
  /** @type {string[]} */
  const failures = [];
  for (let round = 1; round <= options.repetitions; round++) {
    say(`round ${round} of ${options.repetitions}`);
    for (const measurement of plan) await measureOnce(measurement, outcomes, failures);
  }
  // The launcher builds what is stale, so that the rounds would have measured different programs.
  if (describeSource() !== sourceBefore) failures.push("the source was changed while it was measured");
  const minutes = (performance.now() - startedMs) / 60_000;
  return { startedAt, minutes, options, load: [loadBefore, loadOfLastMinute()], outcomes, failures };
}

/** @param {BenchResults} results */
function writeResults({ outcomes, ...facts }) {
  const measured = [...outcomes].map(([name, runs]) => ({
    name,
    spreads: spreadsOf(runs.map(({ figures }) => figures)),
    runs,
  }));
  mkdirSync(reportsFolder, { recursive: true });
  const file = join(reportsFolder, "bench.json");
  writeFileSync(file, `${JSON.stringify({ ...facts, measured }, undefined, 2)}\n`);
  say(`every figure is in ${file}`);
}

function buildAll() {
  const { status } = spawnSync(process.execPath, ["scripts/build.mjs"], {
    cwd: repositoryRoot,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("the bundles could not be built");
  return bundleEntries();
}

/** @returns {Promise<number>} the exit code */
async function main() {
  /** @type {BenchOptions} */
  let options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n${usage}`);
    return 2;
  }
  await buildAll();
  const results = await bench(options);
  writeResults(results);
  const text = await writeDocument(results);
  const isWhole = options.only.length === groups.length && results.failures.length === 0;
  if (isWhole) {
    const file = join(repositoryRoot, "docs/benchmarks.md");
    // The app's section is written by `npm run bench:app` and stays.
    writeFileSync(file, withAppSection(text, appSectionOf(readFileSync(file, "utf8"))));
    say("docs/benchmarks.md is written");
  } else process.stdout.write(text);
  return results.failures.length === 0 ? 0 : 1;
}

if (process.argv.includes("--help")) process.stdout.write(`${usage}\n`);
else process.exitCode = await main();
