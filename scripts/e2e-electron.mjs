// @ts-check
/**
 * The stories in a real Electron: `npm run e2e:electron [-- Playwright's arguments]`. Fetches and verifies the test lane's
 * Electron, builds what is stale, says which lane ran on which versions, and writes reports/playwright.json.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { electronProgram } from "./electron/official-electron.mjs";
import { ensureTestElectron } from "./electron/test-electron.mjs";
import { displayWrapper } from "./electron/virtual-display.mjs";
import { runStep } from "./report-steps.mjs";
import { runPlaywright } from "./run-playwright.mjs";

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);

const step = await runStep("playwright", async () => {
  const folder = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? ensureTestElectron(say);
  const program = electronProgram(folder);
  const wrapper = displayWrapper(say);
  say(`lane: real Electron, ${program}`);
  say(`versions: ${readVersions(program)}`);
  const build = fileURLToPath(new URL("./build.mjs", import.meta.url));
  const { status } = spawnSync(process.execPath, [build, "app", "electron", "preload"], { stdio: ["ignore", 2, 2] });
  if (status !== 0) return { checked: 0, findings: [`the build ended with ${status}`] };
  const variables = { ELECTRON_OVERRIDE_DIST_PATH: folder };
  return runPlaywright("playwright", { lane: "electron", args: process.argv.slice(2), wrapper, variables });
});
process.exitCode = step.passed ? 0 : 1;

/** What runs inside that program, by its own word. @param {string} program */
function readVersions(program) {
  const { stdout, status } = spawnSync(program, ["-p", "JSON.stringify(process.versions)"], {
    encoding: "utf8",
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
  });
  if (status !== 0) throw new Error(`${program} does not start.`);
  return stdout.trim();
}
