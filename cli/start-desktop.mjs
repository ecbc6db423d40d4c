// @ts-check
/**
 * Opens the app in Electron, where its program is there and can run. Everything that stands in the way is a sentence, after
 * which the launcher serves the same app to a browser.
 */
import { spawn, spawnSync } from "node:child_process";
import { env, platform } from "node:process";
import { repositoryRoot } from "../scripts/bundles.mjs";
import { electronProgram, fetchElectron, findElectron } from "../scripts/electron/official-electron.mjs";

/**
 * How the attempt went: the app was opened and closed with this exit code, or why it could not be.
 * @typedef {{ kind: "ended", exitCode: number } | { kind: "cannot", why: string }} DesktopStart
 */

/** What ends sooner than this, and badly, did not start. */
const startMs = 10_000;
const interruptedSignals = new Set(["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Opens the app and waits until it is closed.
 * @param {readonly string[]} files absolute paths of scenarios
 * @param {(line: string) => void} report takes lines for a person
 * @param {string} root Spillway's folder
 * @returns {Promise<DesktopStart>}
 */
export async function startDesktop(files, report, root = repositoryRoot) {
  const display = displayProblem();
  if (display !== undefined) return { kind: "cannot", why: display };
  const folder = findElectron(root) ?? fetchElectron(root, report);
  if (folder === undefined)
    return {
      kind: "cannot",
      why: "Electron's program is not on this machine (node node_modules/electron/install.js fetches it where there is a network)",
    };
  const program = electronProgram(folder);
  const { status } = spawnSync(program, ["-e", "0"], { stdio: "ignore", env: { ...env, ELECTRON_RUN_AS_NODE: "1" } });
  if (status !== 0) return { kind: "cannot", why: `${program} does not run here: a library that it needs is missing` };
  return run(program, [root, ...sandboxFlags(report), ...(files.length > 0 ? ["--", ...files] : [])]);
}

function displayProblem() {
  const hasDisplay = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((name) => name !== undefined && name !== "");
  return platform === "linux" && !hasDisplay ? "there is no display here" : undefined;
}

/** @param {(line: string) => void} report @returns {readonly string[]} */
function sandboxFlags(report) {
  if (platform !== "linux" || process.getuid?.() !== 0) return [];
  report("Running as root, so Chromium's sandbox is off.");
  return ["--no-sandbox"];
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<DesktopStart>}
 */
function run(program, args) {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
    // A terminal sends Ctrl-C to both; whoever signals this process alone means the app too.
    const pass = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    for (const signal of /** @type {Set<NodeJS.Signals>} */ (interruptedSignals)) process.on(signal, pass);
    child.on("error", (error) => resolve({ kind: "cannot", why: `${program} could not be started: ${error.message}` }));
    child.on("close", (code, signal) => {
      for (const name of interruptedSignals) process.off(name, pass);
      if (signal !== null && interruptedSignals.has(signal)) return resolve({ kind: "ended", exitCode: 130 });
      const hasFailed = code !== 0 && performance.now() - startedMs < startMs;
      if (hasFailed) return resolve({ kind: "cannot", why: `Electron ended at once (${signal ?? `code ${code}`})` });
      return resolve({ kind: "ended", exitCode: code ?? 3 });
    });
  });
}
