// @ts-check
import { parseArgs } from "node:util";

/** What can be measured, and named with --only. */
export const groups = /** @type {const} */ ([
  "demo",
  "orders-10k",
  "orders-50k",
  "idle",
  "log",
  "log-scale",
  "queue",
  "tables",
]);

/**
 * @typedef {(typeof groups)[number]} Group
 * @typedef {{ isQuick: boolean, repetitions: number, only: readonly Group[] }} BenchOptions
 */

/** How `npm run bench` is used. */
export const usage = `npm run bench -- [--quick] [--repeat N] [--only GROUP[,GROUP...]]
  --quick      one repetition instead of three
  --repeat N   that many repetitions
  --only       only these of ${groups.join(", ")};
               docs/benchmarks.md is written only when everything is measured`;

/** Reads the command's arguments, or throws an Error whose message says what is wrong. @param {readonly string[]} args @returns {BenchOptions} */
export function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: "boolean" }, repeat: { type: "string" }, only: { type: "string" } },
  });
  const isQuick = values.quick === true;
  const repetitions = Number(values.repeat ?? (isQuick ? 1 : 3));
  if (!Number.isInteger(repetitions) || repetitions < 1) throw new Error(`--repeat ${values.repeat} is no count`);
  const named = values.only?.split(",") ?? groups;
  const only = named.map((name) => {
    const group = groups.find((known) => known === name);
    if (group === undefined) throw new Error(`--only ${name}: there is ${groups.join(", ")}`);
    return group;
  });
  return { isQuick, repetitions, only };
}
