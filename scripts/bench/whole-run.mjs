// @ts-check
import { commandLine } from "../command-line.mjs";
import { runForJson } from "./child-run.mjs";

/**
 * @typedef {"node" | "chromium"} Host
 * @typedef {{ file: string, host: Host, hasChecks: boolean }} WholeRun
 * @typedef {{ figures: Record<string, number>, digest: string, isAsExpected: boolean }} WholeRunOutcome
 */

/** Exit codes of a run that came to its report: expectations met, or not. */
const reported = [0, 1];

/** Runs a scenario as a person would, in a process of its own, and takes the figures from its report. @param {WholeRun} run @returns {Promise<WholeRunOutcome>} */
export async function runWhole({ file, host, hasChecks }) {
  const args = [...commandLine, "run", file, "--json", "--host", host, ...(hasChecks ? [] : ["--no-checks"])];
  const { document, exitCode, memory } = await runForJson(args, reported);
  const { wall, records, endedAtUs, digest } = document;
  const figures = {
    bootSeconds: wall.bootSeconds,
    readyToReportSeconds: wall.totalSeconds - wall.bootSeconds,
    loadSeconds: wall.loadSeconds,
    runSeconds: wall.runSeconds,
    checkSeconds: wall.checkSeconds,
    runAndCheckSeconds: wall.runSeconds + wall.checkSeconds,
    records: records.produced,
    recordsPerSecond: records.produced / wall.runSeconds,
    virtualPerWall: endedAtUs / 1e6 / wall.runSeconds,
    ...(memory === undefined ? {} : { peakBytes: host === "node" ? memory.ownPeakBytes : memory.childrenPeakBytes }),
  };
  return { figures, digest, isAsExpected: exitCode === 0 };
}
