import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The files that a command line names. `skipped` counts what stands in front: the program, and when started from the source
 * also the app's own folder. Flags are Chromium's and ours, never files; what follows `--` is a file whatever it looks like.
 */
export function filesInArguments(argv: readonly string[], workingFolder: string, skipped: number): readonly string[] {
  const rest = argv.slice(skipped);
  const dashes = rest.indexOf("--");
  const plain = (dashes === -1 ? rest : rest.slice(0, dashes)).filter((arg) => !arg.startsWith("-"));
  const named = dashes === -1 ? plain : [...plain, ...rest.slice(dashes + 1)];
  return named.filter((arg) => arg !== "" && arg !== ".").map((arg) => resolve(workingFolder, pathOf(arg)));
}

/** Some desktops hand a file over as an address. */
function pathOf(arg: string): string {
  if (!arg.startsWith("file://")) return arg;
  try {
    return fileURLToPath(arg);
  } catch {
    return arg; // no such address: it is told as a file that is not there
  }
}
