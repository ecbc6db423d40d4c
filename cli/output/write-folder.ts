import { join } from "node:path";
import type { Result } from "../../engine/base/result.ts";
import { metricsCsv } from "../../engine/export/metrics-csv.ts";
import { encodeParquet } from "../../engine/export/parquet-table.ts";
import type { EngineSession } from "../../engine/protocol/messages.ts";
import type { Failure } from "../failure.ts";
import type { Interruption } from "../interruption.ts";
import { type Manifest, removeEarlierRun, writeManifest } from "./manifest.ts";
import { attempt, makeFolders, type OutFolder, TABLES, writeWhole } from "./out-folder.ts";

/** The run that is written. */
export type RunFacts = Omit<Manifest, "files">;

const REPORTS = ["report.json", "report.txt"];

/** Writes the report as JSON and as text, in place of whatever an earlier run left in the folder. */
export function writeReports(
  folder: OutFolder,
  run: RunFacts,
  reports: { readonly json: string; readonly text: string },
): Promise<Result<void, Failure>> {
  return attempt(folder, async () => {
    await removeEarlierRun(folder);
    await writeManifest(folder, { ...run, files: REPORTS });
    await writeWhole(join(folder.path, "report.json"), reports.json);
    await writeWhole(join(folder.path, "report.txt"), reports.text);
  });
}

/** Writes the metrics and every table beside the reports; stops early when interrupted. */
export function writeData(
  folder: OutFolder,
  run: RunFacts,
  { session, interruption }: { readonly session: EngineSession; readonly interruption: Interruption },
): Promise<Result<void, Failure>> {
  return attempt(folder, async () => {
    const tables = await session.ask("tables", {});
    const fileOf = (table: string): string => `${TABLES}/${table}.parquet`;
    const listFiles = (ofTables: readonly string[]): Promise<void> =>
      writeManifest(folder, { ...run, files: [...REPORTS, "metrics.csv", ...ofTables.map(fileOf)] });
    await listFiles(tables);
    await writeWhole(join(folder.path, "metrics.csv"), metricsCsv(await session.ask("series", {})));
    const written: string[] = [];
    // Ctrl-C is heard between two row groups.
    const hearInterruption = async (): Promise<boolean> => {
      await new Promise((resolve) => setImmediate(resolve));
      return !interruption.isAsked;
    };
    for (const table of tables) {
      if (interruption.isAsked) break;
      const exported = await session.ask("exportTable", { table });
      const bytes = await encodeParquet(exported, `spillway ${run.spillway}`, hearInterruption);
      if (bytes === undefined) break;
      await makeFolders(join(folder.path, TABLES));
      await writeWhole(join(folder.path, fileOf(table)), bytes);
      written.push(table);
    }
    if (written.length < tables.length) await listFiles(written);
  });
}
