// @ts-check
/** Every check and test: `npm test`. Goes on after a failure, so that one run tells everything; ends with a summary. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bundles, isStale } from "./bundles.mjs";
import { ensureChromium } from "./find-chromium.mjs";
import { forgetReports, reportsFolder, runStep, writeSteps } from "./report-steps.mjs";
import { runPlaywright } from "./run-playwright.mjs";
import { runVitest } from "./run-vitest.mjs";
import { printSummary, summariseReports } from "./summarise-reports.mjs";

/** @import { BundleName } from "./bundles.mjs" */

forgetReports();

spawnSync(process.execPath, [fileURLToPath(new URL("./check.mjs", import.meta.url))], { stdio: "inherit" });

const bundleNames = /** @type {BundleName[]} */ (Object.keys(bundles));
const buildScript = fileURLToPath(new URL("./build.mjs", import.meta.url));
const steps = [
  await runStep("build", async () => {
    const { status } = spawnSync(process.execPath, [buildScript, ...bundleNames], { stdio: ["ignore", 2, 2] });
    const stale = bundleNames.filter(isStale);
    return {
      checked: bundleNames.length - stale.length,
      findings: status === 0 ? stale : [`the build ended with ${status}`, ...stale],
    };
  }),
  await runStep("chromium", async () => {
    await ensureChromium((line) => process.stdout.write(`${line}\n`));
    return { checked: 1, findings: [] };
  }),
];
writeSteps("build", steps);

// The scenarios were parsed above, as a guard.
const args = ["--exclude", "guards/scenarios.test.ts", ...process.argv.slice(2)];
await runStep("tests", () => runVitest("vitest", args, { isShown: true }));
await runStep("e2e-web", () => runPlaywright("e2e-web", { lane: "web", args: [] }));

process.exitCode = printSummary(summariseReports(reportsFolder, ["check", "build", "vitest", "e2e-web"]));
