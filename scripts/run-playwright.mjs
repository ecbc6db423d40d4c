// @ts-check
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { repositoryRoot } from "./bundles.mjs";
import { reportsFolder } from "./report-steps.mjs";
import { countReport } from "./summarise-reports.mjs";

const playwright = fileURLToPath(new URL("../node_modules/@playwright/test/cli.js", import.meta.url));

/**
 * Runs the stories of one lane, which writes `reports/<name>.json`; its words for people go to stdout.
 * @param {string} name
 * @param {{ lane: "web" | "electron", args: readonly string[], wrapper?: readonly string[], variables?: Record<string, string> }} options
 *   `wrapper` is a command that runs the rest, such as xvfb-run
 */
export async function runPlaywright(name, { lane, args, wrapper = [], variables = {} }) {
  const report = join(reportsFolder, `${name}.json`);
  rmSync(report, { force: true });
  const [command = "", ...rest] = [
    ...wrapper,
    process.execPath,
    ...[playwright, "test", `--project=${lane}`, "--reporter=list,json", ...args],
  ];
  const exitCode = await new Promise((resolve, reject) => {
    const child = spawn(command, rest, {
      cwd: repositoryRoot,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...env, ...variables, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    });
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (!existsSync(report)) return { checked: 0, findings: [`playwright ended with ${exitCode} and wrote no report`] };
  const { passed, failed, failures } = countReport(JSON.parse(readFileSync(report, "utf8")));
  const findings = exitCode !== 0 && failed === 0 ? [`playwright ended with ${exitCode}`] : failures;
  return { checked: passed + failed, findings };
}
