// @ts-check
/**
 * `npm run bench:app [-- --rounds N] [-- --print]`: measures the built app in Chromium and writes its section of docs/benchmarks.md,
 * or prints it.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withAppSection } from "../bench/keep-app-section.mjs";
import { describeMachine, loadOfLastMinute } from "../bench/machine.mjs";
import { repositoryRoot } from "../bundles.mjs";
import { appSection } from "./app-section.mjs";
import { measureDemo, measureMachine, measureManyNodes, measureMillion } from "./measures.mjs";

/** @import { Figures } from "./measures.mjs" */

/** @type {readonly (readonly [string, () => Promise<Figures>])[]} */
const measures = [
  ["machine", measureMachine],
  ["demo", measureDemo],
  ["many-nodes", measureManyNodes],
  ["million", measureMillion],
];

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, print: { type: "boolean", default: false } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds is a whole number from 1 on");

const build = spawnSync(process.execPath, [join(repositoryRoot, "scripts/build.mjs"), "app", "cli"], {
  stdio: ["ignore", 2, 2],
});
if (build.status !== 0) process.exit(1);

const startedAt = new Date().toISOString();
const loadBefore = loadOfLastMinute();
/** @type {Map<string, Figures[]>} */
const results = new Map();
for (let round = 1; round <= rounds; round += 1) {
  for (const [name, measure] of measures) {
    const figures = await measure();
    results.set(name, [...(results.get(name) ?? []), figures]);
    const shown = Object.entries(figures).map(([figure, value]) => `${figure} ${Number(value.toPrecision(4))}`);
    process.stderr.write(`round ${round}, ${name}: ${shown.join(", ")}\n`);
  }
}
const machine = await describeMachine({ wasmDuckDb: undefined, nativeDuckDb: undefined });
const section = appSection(results, { startedAt, loadBefore, rounds, machine });
if (values.print) process.stdout.write(section);
else {
  const file = join(repositoryRoot, "docs/benchmarks.md");
  writeFileSync(file, withAppSection(readFileSync(file, "utf8"), section));
  process.stderr.write("docs/benchmarks.md has the app's section\n");
}
