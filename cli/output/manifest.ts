import { lstat, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { writeJson } from "../report-document.ts";
import { isSystemError } from "../system-error.ts";
import { type OutFolder, TABLES, writeWhole } from "./out-folder.ts";

/** The run that a folder's files are of, and their names: `report.json`, `tables/gold.fares.parquet`. */
export type Manifest = {
  readonly spillway: string;
  readonly scenario: string;
  readonly digest: string;
  readonly files: readonly string[];
};

const MANIFEST = "manifest.json";

const TABLE_FILE = /^tables\/[^/\\\p{Cc}]+\.parquet$/u;

/** Everything that a run may write, whatever a manifest says: nobody's other files are ever removed. */
function isFileOfRuns(name: unknown): name is string {
  return (
    typeof name === "string" && (["report.json", "report.txt", "metrics.csv"].includes(name) || TABLE_FILE.test(name))
  );
}

/** Says which files are the run's. Written before them, so that none is ever there which no manifest names. */
export async function writeManifest({ path }: OutFolder, manifest: Manifest): Promise<void> {
  await writeWhole(join(path, MANIFEST), writeJson(manifest));
}

/** Removes what an earlier run wrote here, as its manifest has it, and the folder of its tables if nothing else is in it. */
export async function removeEarlierRun({ path }: OutFolder): Promise<void> {
  const named = await filesOfManifest(join(path, MANIFEST));
  const files = (await isLink(join(path, TABLES))) ? named.filter((name) => !TABLE_FILE.test(name)) : named;
  for (const name of files) await rm(join(path, name), { force: true });
  if (!files.some((name) => TABLE_FILE.test(name))) return;
  await rmdir(join(path, TABLES)).catch((error: unknown) => {
    // Somebody else's files are in it, or it is gone already.
    if (!isSystemError(error)) throw error;
  });
}

/** Files that look like a run's and are not this one's: of a run that left no manifest, or somebody's own. */
export async function listStrangers({ path }: OutFolder): Promise<readonly string[]> {
  const own = await filesOfManifest(join(path, MANIFEST));
  const tables = (await namesIn(join(path, TABLES))).map((name) => `${TABLES}/${name}`);
  return [...(await namesIn(path)), ...tables].filter((name) => isFileOfRuns(name) && !own.includes(name)).sort();
}

/** None when there is no manifest, or when it is no manifest of ours. */
async function filesOfManifest(path: string): Promise<readonly string[]> {
  try {
    const manifest: Partial<Record<keyof Manifest, unknown>> | null = JSON.parse(await readFile(path, "utf8"));
    return Array.isArray(manifest?.files) ? manifest.files.filter(isFileOfRuns) : [];
  } catch (error) {
    if (error instanceof SyntaxError || (isSystemError(error) && error.code === "ENOENT")) return [];
    throw error;
  }
}

/** A linked folder of tables lies elsewhere, and what is there is not the folder's. */
async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  return readdir(path).catch((error: unknown) => {
    if (isSystemError(error) && error.code === "ENOENT") return [];
    throw error;
  });
}
