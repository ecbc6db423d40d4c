import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Where paths that a person types begin. */
export type PathBase = {
  /** The folder the person stands in. */
  readonly userFolder: string;
  /** The folder the process was started in: another one when npm moved to the package's root first. */
  readonly processFolder: string;
};

/** Finds the person's folder: `npm run` starts a script in the package's root and keeps the folder it was called from in INIT_CWD. */
export function findPathBase(processFolder: string, env: Readonly<Record<string, string | undefined>>): PathBase {
  const { npm_package_json: manifest, INIT_CWD: calledFrom } = env;
  const movedByNpm = manifest !== undefined && dirname(manifest) === processFolder && calledFrom !== undefined;
  return { userFolder: movedByNpm ? calledFrom : processFolder, processFolder };
}

/** The absolute path of something to read: as the person sees it, else (for paths that package.json's scripts name) as the process does. */
export function resolveInput(path: string, { userFolder, processFolder }: PathBase): string {
  const own = resolve(userFolder, path);
  const other = resolve(processFolder, path);
  return existsSync(own) || !existsSync(other) ? own : other;
}

/** The absolute path of something to write. */
export function resolveOutput(path: string, { userFolder }: PathBase): string {
  return resolve(userFolder, path);
}
