import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { err, ok } from "../../engine/base/result.ts";
import type { Outcome } from "../ipc/shell-calls.ts";
import type { DataFile } from "../ipc/shell-files.ts";
import { explainFileError, explainNoFile, shortName } from "./file-error.ts";
import type { PathGrants } from "./path-grants.ts";

/** The renderer holds the bytes and its worker a copy: more than this would not leave room for the run. */
const DATA_BYTES_MAX = 512 * 1024 * 1024;

/** Reads a data file that a person chose. */
export async function readDataFile(path: string): Promise<Outcome<DataFile>> {
  try {
    const found = await stat(path);
    const refusal = explainNoFile(path, found);
    if (refusal !== undefined) return err(refusal);
    const { size } = found;
    if (size > DATA_BYTES_MAX)
      return err(
        `${shortName(path)} has ${Math.round(size / 1024 / 1024)} MB; the app takes data files up to 512. The command line takes larger ones, or cut out a part.`,
      );
    return ok({ path, name: basename(path), bytes: new Uint8Array(await readFile(path)) });
  } catch (error) {
    return err(explainFileError(path, error));
  }
}

/**
 * Reads a data file that a scenario names. A scenario may come from a stranger: it reaches what lies in its own folder, links
 * followed, and otherwise only files that the person chose.
 */
export async function readNamedDataFile(
  scenarioPath: string,
  file: string,
  grants: PathGrants,
): Promise<Outcome<DataFile>> {
  const folder = dirname(scenarioPath);
  const path = resolve(folder, file);
  if (grants.has(path)) return readDataFile(path);
  const outside = err(
    `The scenario names ${shortName(file)} outside its own folder. Move the file beside the scenario, or pick it with "Choose file".`,
  );
  if (!isInside(folder, path)) return outside;
  try {
    if (!isInside(await realpath(folder), await realpath(path))) return outside;
  } catch (error) {
    return err(explainFileError(path, error));
  }
  return readDataFile(path);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
