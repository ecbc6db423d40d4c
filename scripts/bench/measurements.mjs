// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entryPath } from "./bundle-entries.mjs";
import { runForJson } from "./child-run.mjs";
import { logAloneScenario, scenarioFiles } from "./scenarios.mjs";
import { runBesideNative, runForShares } from "./sql-run.mjs";
import { runWhole } from "./whole-run.mjs";

/**
 * @import { BenchOptions, Group } from "./options.mjs"
 * @import { StatementTime } from "./traced-tables.ts"
 * @import { Host } from "./whole-run.mjs"
 *
 * @typedef {object} Outcome
 * @property {Readonly<Record<string, number>>} figures
 * @property {string} [digest]
 * @property {boolean} [isAsExpected]
 * @property {readonly StatementTime[]} [statements]
 * @property {string} [wasmVersion]
 * @property {string} [nativeVersion]
 *
 * @typedef {{ name: string, group: Group, once: () => Promise<Outcome> }} Measurement
 *
 * Everything one run of the benchmark found; `load` is of the minute before it began and of its last minute.
 * @typedef {object} BenchResults
 * @property {string} startedAt
 * @property {number} minutes
 * @property {BenchOptions} options
 * @property {readonly [number, number]} load
 * @property {ReadonlyMap<string, readonly Outcome[]>} outcomes
 * @property {readonly string[]} failures
 */

/** @type {readonly Host[]} */
export const hosts = ["node", "chromium"];

/** Events that wait in the queue's two measurements. */
export const pendingEvents = [10_000, 200_000];

/** Brokers and partitions of the replicated log by itself: from few partitions to many, then from few brokers to many. */
export const logSizes = /** @type {const} */ ([
  [3, 6],
  [3, 50],
  [3, 200],
  [3, 1_000],
  [10, 200],
  [30, 200],
  [100, 200],
]);

/** Everything there is to measure, in the order in which a round goes through it. @returns {Measurement[]} */
export function planMeasurements() {
  return [
    ...hosts.map((host) => wholeRun("demo", host, true)),
    ...hosts.map((host) => wholeRun("idle", host, true)),
    ...hosts.flatMap((host) => [wholeRun("orders-10k", host, true), wholeRun("orders-10k", host, false)]),
    ...hosts.flatMap((host) => [wholeRun("orders-50k", host, true), wholeRun("orders-50k", host, false)]),
    ...hosts.map(logAlone),
    ...logSizes.map(([brokers, partitions]) => logScale(brokers, partitions)),
    ...pendingEvents.map(eventQueue),
    besideNative("demo"),
    sharesInChromium("demo"),
    besideNative("orders-10k"),
    sharesInChromium("orders-10k"),
    besideNative("orders-50k"),
    sharesInChromium("orders-50k"),
  ];
}

/** @param {keyof typeof scenarioFiles} group @param {Host} host @param {boolean} hasChecks @returns {Measurement} */
function wholeRun(group, host, hasChecks) {
  const name = `${group}/${host}/${hasChecks ? "checks" : "no-checks"}`;
  return { name, group, once: () => runWhole({ file: scenarioFiles[group], host, hasChecks }) };
}

/** @param {Host} host @returns {Measurement} */
function logAlone(host) {
  const once = async () => {
    const folder = mkdtempSync(join(tmpdir(), "spillway-log-"));
    try {
      const file = join(folder, "log-alone.scenario.yaml");
      writeFileSync(file, logAloneScenario(scenarioFiles["orders-50k"]));
      return await runWhole({ file, host, hasChecks: false });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  return { name: `log/${host}`, group: "log", once };
}

/** @param {number} brokers @param {number} partitions @returns {Measurement} */
function logScale(brokers, partitions) {
  const once = async () => {
    const { document } = await runForJson([entryPath("log-scale"), String(brokers), String(partitions)]);
    const { recordsPerSecond, eventsPerSecond } = document;
    return { figures: { recordsPerSecond, eventsPerSecond } };
  };
  return { name: `log-scale/${brokers}x${partitions}`, group: "log-scale", once };
}

/** @param {number} pending @returns {Measurement} */
function eventQueue(pending) {
  const once = async () => {
    const { document } = await runForJson([entryPath("event-queue-hold"), String(pending)]);
    return { figures: { operationsPerSecond: document.operationsPerSecond } };
  };
  return { name: `queue/${pending}`, group: "queue", once };
}

/** @param {keyof typeof scenarioFiles} scenario @returns {Measurement} */
function sharesInChromium(scenario) {
  return {
    name: `tables/${scenario}/chromium`,
    group: "tables",
    once: () => runForShares(scenarioFiles[scenario], "chromium"),
  };
}

/** @param {keyof typeof scenarioFiles} scenario @returns {Measurement} */
function besideNative(scenario) {
  return { name: `tables/${scenario}/node`, group: "tables", once: () => runBesideNative(scenarioFiles[scenario]) };
}
