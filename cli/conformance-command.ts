import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { err, ok, type Result } from "../engine/base/result.ts";
import type { FileOutcome } from "../engine/conformance/case-outcome.ts";
import { runConformanceFile } from "../engine/conformance/run-conformance.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { type Failure, failure } from "./failure.ts";
import { readText } from "./input/read-text.ts";
import { resolveInput } from "./input/user-path.ts";
import { printFailure, printLines } from "./print-outcome.ts";
import { type ConformanceFile, countOutcomes, renderConformance, totalsOf } from "./report/conformance-table.ts";
import { choosePalette } from "./report/palette.ts";
import { writeJson } from "./report-document.ts";
import { explainSystemError, isSystemError } from "./system-error.ts";

/** What `conformance` was asked to do. */
export type ConformanceOptions = { readonly folder: string; readonly isJson: boolean };

const BYTES_MAX = 64 * 1_024 * 1_024;

/** `spillway conformance`: every vector file of a folder, run against the engine's own code. */
export async function conformanceCommand(options: ConformanceOptions, context: Context): Promise<ExitCode> {
  const path = resolveInput(options.folder, context.paths);
  const names = await listVectorFiles(options.folder, path);
  if (!names.ok) return printFailure(names.error, options, context);
  const files: ConformanceFile[] = [];
  for (const name of names.value) {
    if (context.interruption.isAsked)
      return printFailure(failure("interrupted", `interrupted before ${name}`), options, context);
    const outcome = await runFile({ shown: join(options.folder, name), path: join(path, name) });
    files.push({ file: name, ...outcome, counts: countOutcomes(outcome) });
    // Signals get their turn: the cases run on this thread.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const totals = totalsOf(files);
  const { terminal, installation } = context;
  if (options.isJson)
    await terminal.stdout.write(
      writeJson({ conformanceVersion: 1, spillway: installation.version, folder: options.folder, totals, files }),
    );
  else await printLines(renderConformance(files, choosePalette(terminal.stdout.isTerminal, terminal.env)), context);
  return totals.failed + totals.brokenFiles > 0 ? EXIT.violated : EXIT.held;
}

async function listVectorFiles(shown: string, path: string): Promise<Result<readonly string[], Failure>> {
  try {
    const names = (await readdir(path)).filter((name) => name.endsWith(".json")).sort();
    return names.length > 0 ? ok(names) : err(failure("bad-input", `${shown} holds no vector files (*.json)`));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const reason = error.code === "ENOTDIR" ? "it is a file; name the folder it lies in" : explainSystemError(error);
    return err(failure("bad-input", `cannot read ${shown}: ${reason}`));
  }
}

/** A file that cannot be read, or is no JSON, has failed; the others still count. */
async function runFile(file: { readonly shown: string; readonly path: string }): Promise<FileOutcome> {
  const broken = (detail: string): FileOutcome => ({ name: "", kind: "malformed", detail, cases: [] });
  const text = await readText(file, BYTES_MAX);
  if (!text.ok) return broken(text.error.message);
  let json: unknown;
  try {
    json = JSON.parse(text.value);
  } catch (error) {
    return broken(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return runConformanceFile(json);
}
