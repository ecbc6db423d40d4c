import { createHash, randomBytes } from "node:crypto";
import { chmod, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { platform } from "node:process";

const NEW_FILE_MODE = 0o644;
const NAME_LETTERS_MAX = 60;

/**
 * Writes a file so that it is, at every instant and after a power cut, the old one whole or the new one whole: beside it, fsync,
 * rename. Keeps the mode of a file that was there, and writes through a symbolic link. Throws what the file system throws.
 */
export async function writeAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  const target = await resolveLink(path);
  const mode = (await modeOf(target)) ?? NEW_FILE_MODE;
  const beside = join(
    dirname(target),
    `.${basename(target).slice(0, NAME_LETTERS_MAX)}.${randomBytes(6).toString("hex")}.tmp`,
  );
  try {
    const file = await open(beside, "wx", mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(beside, mode); // what the umask took away
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** The stamp of a file's contents: SHA-256 in hex. */
export function stampOf(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function resolveLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return path; // a new file
    throw error;
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes the rename last through a power cut. Windows has no way to ask, and some network disks refuse. */
async function syncFolder(folder: string): Promise<void> {
  if (platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch {
    // The file is written and in its place; only how soon the disk learns of its name is open.
  } finally {
    await handle.close();
  }
}
