// @ts-check
import { ratioOf } from "./statistics.mjs";

/**
 * @import { Outcome } from "./measurements.mjs"
 * @import { Spread } from "./statistics.mjs"
 *
 * @typedef {ReadonlyMap<string, readonly Outcome[]>} Outcomes
 * @typedef {{ text: string, bound: "at most" | "at least", limit: number, digits: number, measure: (outcomes: Outcomes) => Spread | undefined }} Target
 */

/** A figure of a measurement, one value a repetition. @param {Outcomes} outcomes @param {string} name @param {string} figure */
export function valuesOf(outcomes, name, figure) {
  return (outcomes.get(name) ?? []).flatMap(({ figures }) => (figures[figure] === undefined ? [] : [figures[figure]]));
}

/** A figure of one measurement over the same figure of another, round by round; undefined when one was not measured. @param {Outcomes} outcomes @param {readonly [string, string]} names @param {string} figure */
export function ratioBetween(outcomes, [above, below], figure) {
  return ratioOf(valuesOf(outcomes, above, figure), valuesOf(outcomes, below, figure));
}

/** @param {string} name @param {string} figure @returns {(outcomes: Outcomes) => Spread | undefined} */
function figureOf(name, figure) {
  return (outcomes) => {
    const values = valuesOf(outcomes, name, figure);
    return ratioOf(
      values,
      values.map(() => 1),
    );
  };
}

/** @param {string} scenario @param {string} host @returns {(outcomes: Outcomes) => Spread | undefined} */
function checkCost(scenario, host) {
  const names = /** @type {const} */ ([`${scenario}/${host}/checks`, `${scenario}/${host}/no-checks`]);
  return (outcomes) => ratioBetween(outcomes, names, "runAndCheckSeconds");
}

/** @param {string} scenario @param {string} host @param {number} limit @returns {Target} */
function rate(scenario, host, limit) {
  const text = `${scenario}, ${host}: records per second`;
  const measure = figureOf(`${scenario}/${host}/checks`, "recordsPerSecond");
  return { text, bound: "at least", limit, digits: 0, measure };
}

/** What the figures are measured against. @type {readonly Target[]} */
export const targets = [
  ...["node", "chromium"].map((host) => ({
    text: `demo, ${host}: seconds from DuckDB ready to the report, all checks on`,
    bound: /** @type {const} */ ("at most"),
    limit: 10,
    digits: 1,
    measure: figureOf(`demo/${host}/checks`, "readyToReportSeconds"),
  })),
  rate("orders-10k", "node", 120_000),
  rate("orders-10k", "chromium", 150_000),
  rate("orders-50k", "node", 250_000),
  rate("orders-50k", "chromium", 250_000),
  ...["orders-10k", "orders-50k"].flatMap((scenario) =>
    ["node", "chromium"].map((host) => ({
      text: `${scenario}, ${host}: time of run and report with checks over without`,
      bound: /** @type {const} */ ("at most"),
      limit: 1.5,
      digits: 2,
      measure: checkCost(scenario, host),
    })),
  ),
  ...[
    { name: "demo", limit: 150 },
    { name: "idle", limit: 1_000 },
  ].flatMap(({ name, limit }) =>
    ["node", "chromium"].map((host) => ({
      text: `${name}, ${host}: virtual seconds per second of the run`,
      bound: /** @type {const} */ ("at least"),
      limit,
      digits: 0,
      measure: figureOf(`${name}/${host}/checks`, "virtualPerWall"),
    })),
  ),
];

/** Whether the median keeps the target. @param {Target} target @param {Spread} measured */
export function isMet({ bound, limit }, { median }) {
  return bound === "at most" ? median <= limit : median >= limit;
}
