import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The files that a command line names, behind the program's own name. Flags are Chromium's and ours, never files; what follows
 * `--` is a file whatever it looks like. Started from the source, the first thing named is the app's own folder.
 */
export function filesInArguments(
  argv: readonly string[],
  workingFolder: string,
  isPackaged: boolean,
): readonly string[] {
  const rest = argv.slice(1);
  const dashes = rest.indexOf("--");
  const plain = (dashes === -1 ? rest : rest.slice(0, dashes)).filter((arg) => arg !== "" && !arg.startsWith("-"));
  const named = isPackaged ? plain : plain.slice(1);
  const files = dashes === -1 ? named : [...named, ...rest.slice(dashes + 1)];
  return files.map((file) => resolve(workingFolder, pathOf(file)));
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
