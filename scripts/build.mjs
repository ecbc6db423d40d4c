// @ts-check
/**
 * Builds the production bundles that are stale: `node scripts/build.mjs [--force] [cli] [worker]`, both when none is named.
 * Everything it says goes to stderr, since it also runs in front of commands whose stdout is data.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build, createLogger } from "vite";
import { bundles, describeInputs, isStale, repositoryRoot, writeRecord } from "./bundles.mjs";

/** @import { BundleName } from "./bundles.mjs" */

const lockPollMs = 100;
const lockWaitMaxMs = 180_000;

/** Builds one bundle beside its place, then moves it there whole, so that no reader meets a half-built one. @param {BundleName} name */
async function buildOne(name) {
  const { title, config, output } = bundles[name];
  const startedMs = performance.now();
  process.stderr.write(`building ${title} ... `);
  const inputs = describeInputs(name);
  const place = join(repositoryRoot, output);
  const beside = `${place}.new`;
  try {
    await build({
      configFile: join(repositoryRoot, config),
      logLevel: "warn",
      customLogger: stderrLogger(),
      build: { outDir: beside, emptyOutDir: true },
    });
    writeRecord(beside, inputs);
    rmSync(place, { recursive: true, force: true });
    renameSync(beside, place);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  process.stderr.write(`${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
}

/** Vite's own logger, with everything below a warning left out and nothing on stdout. */
function stderrLogger() {
  const logger = createLogger("warn");
  /** @param {string} message */
  const say = (message) => void process.stderr.write(`${message}\n`);
  return { ...logger, warn: say, warnOnce: say, error: say };
}

/**
 * Runs `work` while no other process builds the same bundle; a lock whose process is gone is taken over.
 * @param {BundleName} name
 * @param {() => Promise<void>} work
 */
async function withLock(name, work) {
  const lock = join(repositoryRoot, `${bundles[name].output}.lock`);
  mkdirSync(join(repositoryRoot, "dist"), { recursive: true });
  for (let waitedMs = 0; !tryLock(lock); waitedMs += lockPollMs) {
    if (waitedMs >= lockWaitMaxMs)
      throw new Error(
        `Another process has been building ${bundles[name].title} for minutes. If none is, delete ${lock}.`,
      );
    await sleep(lockPollMs);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  }
  const owner = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
  if (owner > 0 && !isRunning(owner)) rmSync(lock, { force: true });
  return false;
}

/** @param {number} processId */
function isRunning(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

const args = process.argv.slice(2);
const isForced = args.includes("--force");
const named = args.filter((arg) => arg !== "--force");
const all = /** @type {BundleName[]} */ (Object.keys(bundles));
const unknown = named.find((name) => !all.some((known) => known === name));
if (unknown !== undefined) {
  process.stderr.write(`There is no bundle ${unknown}: name ${all.join(" or ")}.\n`);
  process.exit(2);
}
try {
  for (const name of all.filter((known) => named.length === 0 || named.includes(known))) {
    await withLock(name, async () => {
      if (isForced || isStale(name)) await buildOne(name);
    });
  }
} catch (error) {
  // The source, the disk or the lock: in each case the message is for a person, and the stack is Vite's own.
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
