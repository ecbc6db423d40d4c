// @ts-check
/**
 * Starts the command line: builds first what is stale, then hands over. `npm start` and `npm run -s spillway -- ...` come
 * through here. Nothing here writes to stdout, which belongs to the command.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundles, isStale, repositoryRoot } from "../scripts/bundles.mjs";

/** @import { BundleName } from "../scripts/bundles.mjs" */

const environmentLacks = 4;
const interrupted = 130;

// The command line is the only screen there is, so asking for no other changes nothing.
const args = process.argv.slice(2).filter((arg) => arg !== "--headless");

/** @returns {readonly BundleName[]} The bundles that this command will run. */
function neededBundles() {
  const drivesBrowser = args.some(
    (arg, index) => arg === "--host=chromium" || (arg === "--host" && args[index + 1] === "chromium"),
  );
  return drivesBrowser ? ["cli", "worker"] : ["cli"];
}

/** @param {string} name of a package */
function isInstalled(name) {
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
    return true;
  } catch {
    return false; // that is the question asked
  }
}

/** @param {readonly BundleName[]} stale @returns {number} the exit code of the build, or of what it lacks */
function prepare(stale) {
  if (!isNodeNewEnough()) {
    process.stderr.write(`This is Node ${process.versions.node}; Spillway needs 20.19 or newer.\n`);
    return environmentLacks;
  }
  if (stale.length === 0) return 0;
  if (!isInstalled("vite")) {
    process.stderr.write("The packages it is built with are not installed: run npm ci first.\n");
    return environmentLacks;
  }
  const script = fileURLToPath(new URL("../scripts/build.mjs", import.meta.url));
  const { status, signal } = spawnSync(process.execPath, [script, ...stale], { stdio: ["ignore", 2, 2] });
  if (signal !== null) return interrupted;
  if (status !== 0)
    process.stderr.write(`Could not build ${stale.map((name) => bundles[name].title).join(" and ")}.\n`);
  return status === 0 ? 0 : environmentLacks;
}

/** Whether this Node is the oldest that works, or newer. */
function isNodeNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

const preparedExitCode = prepare(neededBundles().filter(isStale));
if (preparedExitCode === 0) {
  const { main } = await import(pathToFileURL(join(repositoryRoot, bundles.cli.output, bundles.cli.main)).href);
  process.exitCode = await main(args);
} else {
  process.exitCode = preparedExitCode;
}
