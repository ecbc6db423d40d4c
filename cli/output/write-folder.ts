import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "../../engine/base/result.ts";
import type { EngineSession } from "../../engine/protocol/messages.ts";
import { type Failure, failure } from "../failure.ts";
import type { Interruption } from "../interruption.ts";
import { explainWriteError, isMachineFault, isSystemError } from "../system-error.ts";
import { metricsCsv } from "./metrics-csv.ts";
import { encodeParquet } from "./parquet-table.ts";

/** The folder that --out names: as typed, and where it is. */
export type OutFolder = { readonly shown: string; readonly path: string };

type FileContent = string | Uint8Array | Iterable<string>;

/** Makes the folder and tries whether files can be written there, so that nobody waits for a run whose results have no place. */
export async function prepareFolder(folder: OutFolder): Promise<Result<void, Failure>> {
  return attempt(folder, async () => {
    await makeFolders(join(folder.path, "tables"));
    await writeWhole(join(folder.path, "report.json"), undefined);
  });
}

/** Writes the report as JSON and as text. */
export function writeReports(
  folder: OutFolder,
  reports: { readonly json: string; readonly text: string },
): Promise<Result<void, Failure>> {
  return attempt(folder, async () => {
    await writeWhole(join(folder.path, "report.json"), reports.json);
    await writeWhole(join(folder.path, "report.txt"), reports.text);
  });
}

/** Writes the metrics and every table; stops early when interrupted. */
export function writeData(
  folder: OutFolder,
  session: EngineSession,
  { interruption, createdBy }: { readonly interruption: Interruption; readonly createdBy: string },
): Promise<Result<void, Failure>> {
  return attempt(folder, async () => {
    await writeWhole(join(folder.path, "metrics.csv"), metricsCsv(await session.ask("series", {})));
    for (const table of await session.ask("tables", {})) {
      if (interruption.isAsked) return;
      const { batch } = await session.ask("exportTable", { table });
      const bytes = await encodeParquet(batch, createdBy, () => interruption.isAsked);
      if (bytes !== undefined) await writeWhole(join(folder.path, "tables", `${table}.parquet`), bytes);
    }
  });
}

/** Writes a file beside its place and moves it there whole, so that no reader meets half a file; without content it only tries. */
async function writeWhole(path: string, content: FileContent | undefined): Promise<void> {
  const beside = `${path}.new-${process.pid}`;
  try {
    await writeFile(beside, content ?? "");
    if (content !== undefined) await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

/** Makes a folder and those above it. Node's own recursive mkdir never comes back from a file system that refuses new names, as /proc does. */
async function makeFolders(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolders(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function attempt({ shown }: OutFolder, work: () => Promise<void>): Promise<Result<void, Failure>> {
  try {
    await work();
    return ok(undefined);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const code = isMachineFault(error) ? "environment" : "bad-input";
    return err(failure(code, `cannot write to ${shown}: ${explainWriteError(error)}`));
  }
}
