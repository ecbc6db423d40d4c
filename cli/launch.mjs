// @ts-check
/**
 * Starts Spillway: builds first what is stale, then hands over. `npm run -s spillway -- ...` is the command line; `npm start`
 * opens the app, in Electron where that can run, else in the browser. Nothing here writes to stdout, which belongs to the command.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundles, isStale, repositoryRoot } from "../scripts/bundles.mjs";
import { startDesktop } from "./start-desktop.mjs";

/** @import { BundleName } from "../scripts/bundles.mjs" */

const environmentLacks = 4;
const interrupted = 130;

const demo = "scenarios/flights-broker-crash.scenario.yaml";
const given = process.argv.slice(2);
const startsHere = given[0] === "start";
const isHeadless = given.includes("--headless");
const rest = given.slice(startsHere ? 1 : 0).filter((arg) => arg !== "--headless");
/** What the command line is given, should it run. `npm start -- --headless` runs the demo in the terminal. */
let args = startsHere ? startArguments() : rest;

function startArguments() {
  if (!isHeadless) return ["app", ...rest.filter((arg) => arg !== "--browser")];
  const namesFile = rest[0] !== undefined && !rest[0].startsWith("-");
  return namesFile ? ["run", ...rest] : ["run", demo, ...rest];
}

/** The files to open, if this start may open the desktop app; flags are the browser's, `--browser` asks for it by name. */
function desktopFiles() {
  const isDesktop = startsHere && !isHeadless && rest.every((arg) => !arg.startsWith("-"));
  return isDesktop ? rest : undefined;
}

/** @returns {readonly BundleName[]} The bundles that this command will run. */
function neededBundles() {
  if (desktopFiles() !== undefined) return ["cli", "app", "electron", "preload"];
  if (args[0] === "app") return ["cli", "app"];
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

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

/** Opens the desktop app, if it may and can. @returns {Promise<number | undefined>} its exit code */
async function openDesktop() {
  const files = desktopFiles();
  if (files === undefined) return undefined;
  // npm starts this in the repository and keeps the folder that a person stands in.
  const from =
    process.env["npm_package_json"] === undefined ? process.cwd() : (process.env["INIT_CWD"] ?? process.cwd());
  const paths = files.map((file) => resolve(from, file));
  if (!paths.every((path) => existsSync(path))) return undefined; // the command line says what is wrong with it
  const started = await startDesktop(paths, say);
  if (started.kind === "ended") return started.exitCode;
  args = [...args, `--because=${started.why}`];
  return undefined;
}

const preparedExitCode = prepare(neededBundles().filter(isStale));
const endedExitCode = preparedExitCode === 0 ? await openDesktop() : preparedExitCode;
if (endedExitCode === undefined) {
  const { main } = await import(pathToFileURL(join(repositoryRoot, bundles.cli.output, bundles.cli.main)).href);
  process.exitCode = await main(args);
} else {
  process.exitCode = endedExitCode;
}
