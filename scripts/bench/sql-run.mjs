// @ts-check
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFlags } from "../command-line.mjs";
import { entryPath } from "./bundle-entries.mjs";
import { runForJson } from "./child-run.mjs";

/**
 * @import { Phase } from "./tape.ts"
 * @import { StatementTime } from "./traced-tables.ts"
 * @import { Host } from "./whole-run.mjs"
 *
 * @typedef {{ figures: Record<string, number>, statements: readonly StatementTime[], wasmVersion: string, nativeVersion?: string }} SqlRunOutcome
 */

/** Calls that native DuckDB can be asked too: rows go in by other ways there, and binding alone is not on the tape. */
const replayed = new Set(["exec", "query", "read", "checkpoint"]);

/** Runs a scenario and tells how its wall time divides between SQL and the rest. @param {string} file @param {Host} host @returns {Promise<SqlRunOutcome>} */
export async function runForShares(file, host) {
  return outcomeOf((await runForJson([...nodeFlags, entryPath("timed-session"), file, host])).document);
}

/** The same in Node, and then the same SQL on native DuckDB with one thread. @param {string} file @returns {Promise<SqlRunOutcome>} */
export async function runBesideNative(file) {
  const folder = mkdtempSync(join(tmpdir(), "spillway-tape-"));
  try {
    const { document } = await runForJson([...nodeFlags, entryPath("timed-session"), file, "node", folder]);
    const native = (await runForJson(["scripts/bench/native-replay.mjs", folder, ...document.schemas])).document;
    const outcome = outcomeOf(document);
    const figures = {
      ...outcome.figures,
      ...besideNative("run", document.statements, native.phases),
      ...besideNative("check", document.statements, native.phases),
    };
    return { ...outcome, figures, nativeVersion: native.version };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} document @returns {SqlRunOutcome} */
function outcomeOf({ timings, statements, tablesVersion, eventsRun, runCpuSeconds, checkCpuSeconds }) {
  const { advanceMs, reportMs, tablesMsInAdvance, tablesMsInReport, tablesHeapBytes } = timings;
  const figures = {
    runSeconds: advanceMs / 1_000,
    checkSeconds: reportMs / 1_000,
    tablesShareOfRun: tablesMsInAdvance / advanceMs,
    tablesShareOfCheck: tablesMsInReport / reportMs,
    tablesShare: (tablesMsInAdvance + tablesMsInReport) / (advanceMs + reportMs),
    checkShare: reportMs / (advanceMs + reportMs),
    heapBytes: tablesHeapBytes,
    eventsRun,
    ...(runCpuSeconds === undefined ? {} : { runCpuSeconds, checkCpuSeconds }),
  };
  return { figures, statements, wasmVersion: tablesVersion };
}

/**
 * @param {Phase} phase
 * @param {readonly StatementTime[]} statements
 * @param {Readonly<Record<string, { statementsMs: number, ingestMs: number, statements: number }>>} native
 * @returns {Record<string, number>}
 */
function besideNative(phase, statements, native) {
  const of = native[phase];
  if (of === undefined) return {};
  const ours = statements.filter((statement) => statement.phase === phase);
  const sum = (/** @type {(call: string) => boolean} */ isWanted) =>
    ours.filter(({ call }) => isWanted(call)).reduce((total, { totalMs }) => total + totalMs, 0);
  const wasmMs = sum((call) => replayed.has(call));
  return {
    [`${phase}Statements`]: of.statements,
    [`${phase}WasmMs`]: wasmMs,
    [`${phase}WasmIngestMs`]: sum((call) => call === "ingest"),
    [`${phase}NativeMs`]: of.statementsMs,
    [`${phase}WasmPerNative`]: wasmMs / of.statementsMs,
  };
}
