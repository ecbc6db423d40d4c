// @ts-check
/** The stories in Chromium against the built app: `npm run e2e:web [-- Playwright's arguments]`. `npm test` runs them too. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runStep } from "./report-steps.mjs";
import { runPlaywright } from "./run-playwright.mjs";

const build = fileURLToPath(new URL("./build.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [build, "app"], { stdio: ["ignore", 2, 2] });
const step =
  status === 0
    ? await runStep("e2e-web", () => runPlaywright("e2e-web", { lane: "web", args: process.argv.slice(2) }))
    : undefined;
process.exitCode = step?.passed === true ? 0 : 1;
