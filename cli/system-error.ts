/** An error of the operating system, as Node throws it. */
export type ErrnoException = Error & { readonly code?: string; readonly path?: string; readonly syscall?: string };

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it does not exist"],
  ["ENOTDIR", "a part of the path is a file, not a folder"],
  ["EISDIR", "it is a folder"],
  ["EACCES", "permission denied"],
  ["EPERM", "operation not permitted"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "no space left on the device"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "the file would be too large"],
  ["EMFILE", "too many files are open"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ELOOP", "its symbolic links lead in a circle"],
  ["EEXIST", "a file is in the way"],
  ["EIO", "the disk reports an error"],
  ["EINVAL", "the system does not accept it"],
  ["EBUSY", "it is in use"],
]);

/** What helps where the machine is at fault rather than the path that a person gave. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "make room there and run it again"],
  ["EDQUOT", "remove something of yours there and run it again"],
  ["EROFS", "name a place on a disk that can be written to"],
  ["EIO", "name a place on another disk"],
  ["EMFILE", "close other programs, or raise the limit with ulimit -n"],
  ["EFBIG", "name a place on a file system that takes larger files"],
]);

/** Whether a thrown value is an error of the operating system rather than a bug. */
export function isSystemError(error: unknown): error is ErrnoException & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error;
}

/** Why the system refused, in words a person can act on; where the machine has to change, with what helps. */
export function explainSystemError(error: ErrnoException): string {
  const code = error.code ?? "";
  const remedy = REMEDIES.get(code);
  return `${REASONS.get(code) ?? error.message}${remedy === undefined ? "" : `; ${remedy}`}`;
}

/** Why something could not be written. What does not exist is then not what was named, which was to be made, but a place for it. */
export function explainWriteError(error: ErrnoException): string {
  return error.code === "ENOENT" ? "no folder can be made there" : explainSystemError(error);
}

/** Whether the machine, not the path, has to change. */
export function isMachineFault(error: ErrnoException): boolean {
  return REMEDIES.has(error.code ?? "");
}
