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

/** The machine is at fault rather than the path that a person gave. */
const MACHINE_CODES = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "EFBIG"]);

/** Whether a thrown value is an error of the operating system rather than a bug. */
export function isSystemError(error: unknown): error is ErrnoException & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error;
}

/** Why the system refused, in words a person can act on. */
export function explainSystemError(error: ErrnoException): string {
  return REASONS.get(error.code ?? "") ?? error.message;
}

/** Whether the machine, not the path, has to change. */
export function isMachineFault(error: ErrnoException): boolean {
  return MACHINE_CODES.has(error.code ?? "");
}
