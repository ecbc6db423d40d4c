// @ts-check
/** Electron's own program, of the version that package.json pins. Its package is never asked for it: that would begin a download. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env, platform } from "node:process";

const installerMaxMs = 120_000;

/** The program in a folder that holds an Electron. @param {string} folder */
export function electronProgram(folder) {
  if (platform === "win32") return join(folder, "electron.exe");
  return join(folder, platform === "darwin" ? "Electron.app/Contents/MacOS/Electron" : "electron");
}

/**
 * The folder with the program, where it was fetched already; ELECTRON_OVERRIDE_DIST_PATH may name another one.
 * @param {string} root Spillway's folder
 * @returns {string | undefined}
 */
export function findElectron(root) {
  const folders = [env["ELECTRON_OVERRIDE_DIST_PATH"], join(root, "node_modules/electron/dist")];
  return folders.find((folder) => folder !== undefined && existsSync(electronProgram(folder)));
}

/**
 * Runs Electron's own installer, once per machine and for a limited time. SPILLWAY_OFFLINE=1 leaves it out.
 * @param {string} root Spillway's folder
 * @param {(line: string) => void} report takes lines for a person
 * @returns {string | undefined} the folder with the program
 */
export function fetchElectron(root, report) {
  const installer = join(root, "node_modules/electron/install.js");
  const tried = join(root, "node_modules/.cache/spillway-electron-tried");
  if (env["SPILLWAY_OFFLINE"] === "1" || existsSync(tried) || !existsSync(installer)) return undefined;
  try {
    mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
    writeFileSync(tried, "");
  } catch {
    return undefined; // a tree that cannot be written has no room for the program either
  }
  report("Fetching Electron's program, once (about 110 MB, at most two minutes) ...");
  spawnSync(process.execPath, [installer], { stdio: "ignore", timeout: installerMaxMs });
  return findElectron(root);
}
