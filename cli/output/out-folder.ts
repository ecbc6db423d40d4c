import { mkdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "../../engine/base/result.ts";
import { type Failure, failure } from "../failure.ts";
import { explainWriteError, isMachineFault, isSystemError } from "../system-error.ts";

/** The folder that --out names: as typed, and where it is. */
export type OutFolder = { readonly shown: string; readonly path: string };

export type FileContent = string | Uint8Array | Iterable<string>;

/** The folder in it that tables lie in. */
export const TABLES = "tables";

/** Makes the folder and tries whether files can be written there, so that nobody waits for a run whose results have no place. */
export async function prepareFolder(folder: OutFolder): Promise<Result<void, Failure>> {
  return attempt(folder, async () => {
    const tables = join(folder.path, TABLES);
    const hasTables = await isFolder(tables);
    await makeFolders(tables);
    for (const place of [tables, folder.path]) await writeWhole(join(place, "report.json"), undefined);
    if (!hasTables) await rmdir(tables);
  });
}

/** Writes a file beside its place and moves it there whole, so that no reader meets half a file; without content it only tries. */
export async function writeWhole(path: string, content: FileContent | undefined): Promise<void> {
  const beside = `${path}.new-${process.pid}`;
  try {
    await writeFile(beside, content ?? "");
    if (content !== undefined) await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

/** Makes a folder and those above it. Node's own recursive mkdir never comes back from a file system that refuses new names, as /proc does. */
export async function makeFolders(path: string): Promise<void> {
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

/** Does something in the folder; an error of the system is a failure of one line. */
export async function attempt<T>({ shown }: OutFolder, work: () => Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await work());
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const code = isMachineFault(error) ? "environment" : "bad-input";
    return err(failure(code, `cannot write to ${shown}: ${explainWriteError(error)}`));
  }
}
