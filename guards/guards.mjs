// @ts-check
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findBannedCode } from "./code-bans.mjs";
import { checkImports } from "./imports.mjs";
import { runTool } from "./run-tool.mjs";
import { tidy } from "./tidy.mjs";

/**
 * The guards that hold the rules, each over the tree at `root`. `checked` counts what the guard looked at: a guard that
 * looked at nothing has failed, since a broken configuration looks like a clean pass.
 *
 * @import { Finding } from "./code-bans.mjs"
 * @typedef {{ checked: number, findings: readonly Finding[] }} Verdict
 * @typedef {{ name: string, holds: string, run: (root: string) => Verdict | Promise<Verdict> }} Guard
 */

/** @type {readonly Guard[]} */
export const guards = [
  { name: "types", holds: "each runtime compiles against its own platform", run: checkTypes },
  { name: "lint", holds: "clock, chance, floats, exhaustive switches, floating promises, sizes, format", run: lint },
  { name: "imports", holds: "the import table, no cycle, no orphan, no dead code", run: checkImports },
  { name: "code-bans", holds: "what the linter cannot express", run: findBannedCode },
  { name: "tidy", holds: "the documents are true, nothing is left over", run: tidy },
];

/** @param {string} root @returns {Promise<Verdict>} */
async function checkTypes(root) {
  const { exitCode, stdout, stderr } = await runTool(root, "typescript", ["-b", "--pretty", "false"]);
  /** @type {Finding[]} */
  const findings = stdout.split("\n").flatMap((text) => {
    const [, file, line, message] = /^(?:(.+?)\((\d+),\d+\): )?(error TS\d+: .*)$/u.exec(text) ?? [];
    return message === undefined ? [] : [{ file: file ?? "tsconfig.json", line: Number(line ?? 1), message }];
  });
  if (exitCode !== 0 && findings.length === 0) throw new Error(`tsc failed: ${stdout}${stderr}`);
  const files = projectFiles(root);
  const empty = [...files].filter(([, count]) => count === 0);
  return {
    checked: [...files.values()].reduce((sum, count) => sum + count, 0),
    findings: [...findings, ...empty.map(([file]) => ({ file, line: 1, message: "The project checked no file." }))],
  };
}

/** How many of the tree's own files each type-check project looked at, by the record the compiler keeps. @param {string} root @returns {Map<string, number>} */
function projectFiles(root) {
  const projects = readdirSync(root).filter((name) => /^tsconfig\.(?!base\.)[\w-]+\.json$/u.test(name));
  return new Map(
    projects.map((project) => {
      const record = join(root, "node_modules/.cache/tsc", `${project.split(".")[1]}.tsbuildinfo`);
      /** @type {readonly string[]} */
      const seen = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")).fileNames : [];
      return [project, seen.filter((name) => name.startsWith("../../../") && !name.includes("node_modules")).length];
    }),
  );
}

/** @param {string} root @returns {Promise<Verdict>} */
async function lint(root) {
  const limits = ["--max-diagnostics=none", "--error-on-warnings", "--colors=off"];
  // The text report, since the JSON report leaves out the advice, and a ban's cure is its advice.
  const { exitCode, stdout, stderr } = await runTool(root, "@biomejs/biome", ["check", ...limits, "."]);
  const report = `${stdout}\n${stderr}`;
  const findings = report
    .split(/^(?=\S+ (?:lint|assist|format|parse|plugin|suppressions|deserialize)\S* ?.*━)/mu)
    .flatMap(lintFinding);
  if (exitCode !== 0 && findings.length === 0) throw new Error(`biome failed: ${report}`);
  return { checked: Number(/^Checked (\d+) file/mu.exec(report)?.[1] ?? 0), findings };
}

/** One diagnostic of the text report: where, which rule, what, and the first advice. @param {string} text @returns {Finding[]} */
function lintFinding(text) {
  const [, file, line, rule] = /^(\S+?)(?::(\d+):\d+)? (\S+).*━/u.exec(text) ?? [];
  if (file === undefined) return [];
  const what = /^ {2}[×!i] (.*)$/mu.exec(text)?.[1] ?? "";
  const advice = rule === "format" ? "Run npx biome check --write on it." : (/^ {2}i (.*)$/mu.exec(text)?.[1] ?? "");
  return [{ file, line: Number(line ?? 1), message: `${rule}: ${what} ${advice}`.trim() }];
}
