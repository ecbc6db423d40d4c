// @ts-check
/**
 * Runs every golden scenario through the command line and writes `scenarios/golden/digests.json`: `npm run golden`. A run that
 * does not end as its scenario expects is not golden, and nothing is written.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeInputs, repositoryRoot } from "./bundles.mjs";
import { commandLine } from "./command-line.mjs";

const scenarios = join(repositoryRoot, "scenarios");

/** @param {readonly string[]} args */
function spillway(args) {
  return spawnSync(process.execPath, [...commandLine, ...args], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** @param {string} folder relative to `scenarios/` @param {RegExp} form */
function scenarioFiles(folder, form) {
  return readdirSync(join(scenarios, folder))
    .filter((name) => form.test(name))
    .map((name) => (folder === "" ? name : `${folder}/${name}`));
}

const engineBefore = describeInputs("cli").contents;
const behaviour = /^behaviour (\d+)$/mu.exec(spillway(["version"]).stdout)?.[1];
if (behaviour === undefined) throw new Error("spillway version does not say the behaviour version");

const files = [...scenarioFiles("", /^flights-.*\.scenario\.yaml$/u), ...scenarioFiles("golden", /\.scenario\.yaml$/u)];
/** @type {Record<string, { seed: number, behaviourVersion: number, digest: string }>} */
const digests = {};
const failures = [];
for (const file of files.sort()) {
  const startedMs = performance.now();
  const { status, stdout } = spillway(["run", join(scenarios, file), "--json", "--quiet"]);
  const { seed, digest } = status === 0 ? JSON.parse(stdout) : {};
  if (status === 0) digests[file] = { seed, behaviourVersion: Number(behaviour), digest };
  else failures.push(`${file} ended with ${status}`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${(digest ?? `exit ${status}`).slice(0, 16).padEnd(17)}${seconds.padStart(6)} s  ${file}\n`);
}
if (describeInputs("cli").contents !== engineBefore) failures.push("the engine was changed meanwhile");
if (failures.length > 0) {
  process.stderr.write(`Nothing was written: ${failures.join("; ")}.\n`);
  process.exitCode = 1;
} else {
  writeFileSync(join(scenarios, "golden", "digests.json"), `${JSON.stringify(digests, undefined, 2)}\n`);
}
