// @ts-check
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryRoot } from "./bundles.mjs";
import { reportsFolder } from "./report-steps.mjs";
import { countReport } from "./summarise-reports.mjs";

const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));

/**
 * Runs vitest, which writes `reports/<name>.json`. Its words for people go to stdout if asked for, else nowhere.
 * @param {string} name
 * @param {readonly string[]} args what to run
 * @param {{ isShown?: boolean }} [options]
 */
export async function runVitest(name, args, { isShown = false } = {}) {
  const report = join(reportsFolder, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=json", `--outputFile.json=${report}`, ...(isShown ? ["--reporter=default"] : [])];
  const exitCode = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vitest, "run", ...reporters, ...args], {
      cwd: repositoryRoot,
      stdio: ["ignore", isShown ? "inherit" : "ignore", isShown ? "inherit" : "ignore"],
    });
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (!existsSync(report)) return { checked: 0, findings: [`vitest ended with ${exitCode} and wrote no report`] };
  const { passed, failed, failures } = countReport(JSON.parse(readFileSync(report, "utf8")));
  const findings = exitCode !== 0 && failed === 0 ? [`vitest ended with ${exitCode}`] : failures;
  return { checked: passed + failed, findings };
}
