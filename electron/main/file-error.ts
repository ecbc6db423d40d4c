import type { Stats } from "node:fs";
import { basename } from "node:path";

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "is not there. It may have been moved, renamed or deleted"],
  ["ENOTDIR", "is not there: a part of its path is no folder"],
  ["EACCES", "may not be used by your account. Ask who owns it, or choose another place"],
  ["EPERM", "may not be used by your account. Ask who owns it, or choose another place"],
  ["EROFS", "lies on a disk that can only be read. Choose another place"],
  ["ENOSPC", "does not fit: the disk is full. Free some space and try again"],
  ["EDQUOT", "does not fit: your quota on this disk is used up. Free some space and try again"],
  ["EISDIR", "is a folder. Choose a file in it"],
  ["EBUSY", "is in use by another program. Close it there and try again"],
  ["ETXTBSY", "is in use by another program. Close it there and try again"],
  ["EMFILE", "cannot be opened: too many files are open. Close some programs and try again"],
  ["ENAMETOOLONG", "has a name that is too long for this disk. Choose a shorter one"],
  ["EIO", "cannot be read or written: the disk reports an error. Copy what you can elsewhere"],
]);

/** A file system's refusal as one sentence for a person: which file, what is wrong, what to do. */
export function explainFileError(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const sentence = SENTENCES.get(code);
  if (sentence !== undefined) return `${shortName(path)} ${sentence}.`;
  return `${shortName(path)} could not be used: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * Why what lies there is not to be read as a file: a pipe would be waited for without end, a device may never end. `undefined` for a
 * file, and for a folder, which reading refuses by itself.
 */
export function explainNoFile(path: string, found: Pick<Stats, "isFile" | "isDirectory">): string | undefined {
  if (found.isFile() || found.isDirectory()) return undefined;
  return `${shortName(path)} is a pipe, a device or a socket, not a file. Write what it gives to a file and open that.`;
}

/** A file's name for a sentence: shortened in the middle, since names may be as long as a disk allows. */
export function shortName(path: string): string {
  const name = basename(path);
  return name.length <= 80 ? name : `${name.slice(0, 50)}…${name.slice(-25)}`;
}
