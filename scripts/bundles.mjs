// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The production bundles, and whether each is older than what it is made from. The launcher asks on every start, so this
 * file imports nothing heavy: an unchanged tree costs one `stat` per file.
 *
 * @typedef {"cli" | "worker" | "app" | "electron" | "preload"} BundleName
 * @typedef {object} Bundle
 * @property {string} title    what a person calls it
 * @property {string} config   its Vite configuration, relative to the repository
 * @property {string} output   its folder, relative to the repository
 * @property {string} main     a file of that folder without which it is not built
 * @property {readonly string[]} inputs files and folders it is made from
 */

/** The repository's folder, with a trailing separator. */
export const repositoryRoot = fileURLToPath(new URL("../", import.meta.url));

const shared = ["engine", "package.json", "package-lock.json", "tsconfig.base.json", "scripts/build.mjs"];

/** @type {Readonly<Record<BundleName, Bundle>>} */
export const bundles = {
  cli: {
    title: "the command line",
    config: "vite.cli.config.ts",
    output: "dist/cli",
    main: "main.js",
    inputs: ["cli", "hosting", "scripts/find-chromium.mjs", "vite.cli.config.ts", ...shared],
  },
  worker: {
    title: "the engine for the browser",
    config: "vite.worker.config.ts",
    output: "dist/worker",
    main: "index.html",
    inputs: ["vite.worker.config.ts", ...shared],
  },
  app: {
    title: "the app",
    config: "vite.app.config.ts",
    output: "dist/app",
    main: "index.html",
    inputs: ["renderer", "vite.app.config.ts", ...shared],
  },
  electron: {
    title: "the desktop shell",
    config: "vite.electron.config.ts",
    output: "dist/electron",
    main: "main.cjs",
    inputs: ["electron/main", "electron/ipc", "hosting", "vite.electron.config.ts", ...shared],
  },
  preload: {
    title: "the desktop shell's preload script",
    config: "vite.preload.config.ts",
    output: "dist/preload",
    main: "preload.cjs",
    inputs: ["electron/preload", "electron/ipc", "vite.preload.config.ts", ...shared],
  },
};

/** The record a build leaves beside its output: what it was made from. */
const recordName = ".made-from.json";

/** Whether the bundle is missing or was made from other contents than those on disk. @param {BundleName} name */
export function isStale(name) {
  const { output, main } = bundles[name];
  const record = join(repositoryRoot, output, recordName);
  if (!existsSync(record) || !existsSync(join(repositoryRoot, output, main))) return true;
  const made = JSON.parse(readFileSync(record, "utf8"));
  const files = inputFiles(name);
  const stamps = fingerprint(files, stamp);
  if (made.stamps === stamps) return false;
  if (made.contents !== fingerprint(files, contents)) return true;
  rememberStamps(record, { ...made, stamps });
  return false;
}

/** Writes what the bundle was made from into `folder`. Call it with what `describeInputs` said before the build began. @param {string} folder @param {object} inputs */
export function writeRecord(folder, inputs) {
  writeFileSync(join(folder, recordName), JSON.stringify(inputs));
}

/** What the bundle would be made from now. @param {BundleName} name */
export function describeInputs(name) {
  const files = inputFiles(name);
  return { stamps: fingerprint(files, stamp), contents: fingerprint(files, contents) };
}

/** @param {string} record @param {object} made */
function rememberStamps(record, made) {
  try {
    writeFileSync(record, JSON.stringify(made));
  } catch {
    // A read-only tree: the contents are compared again next time, which costs some milliseconds and no truth.
  }
}

/** @param {BundleName} name @returns {string[]} */
function inputFiles(name) {
  return bundles[name].inputs.flatMap((input) => {
    const path = join(repositoryRoot, input);
    if (!existsSync(path)) return [];
    return statSync(path).isDirectory() ? sourcesUnder(path) : [path];
  });
}

/** @param {string} folder @returns {string[]} */
function sourcesUnder(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesUnder(path);
    return /\.test\.tsx?$/u.test(entry.name) ? [] : [path];
  });
}

/** @param {readonly string[]} files @param {(path: string) => string | Buffer} describe */
function fingerprint(files, describe) {
  const hash = createHash("sha256");
  for (const file of files)
    hash.update(file.slice(repositoryRoot.length)).update("\0").update(describe(file)).update("\0");
  return hash.digest("hex");
}

/** @param {string} path */
function stamp(path) {
  const { size, mtimeMs } = statSync(path);
  return `${size}:${mtimeMs}`;
}

/** @param {string} path */
function contents(path) {
  return readFileSync(path);
}
