import { open, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { err, ok, type Result } from "../../engine/base/result.ts";
import { nearestWord } from "../../engine/scenario/nearest-word.ts";
import { type Failure, failure } from "../failure.ts";
import { formatCount } from "../report/format-value.ts";
import { explainSystemError, isMachineFault, isSystemError } from "../system-error.ts";

const CHUNK_BYTES = 65_536;

/** A file as a person named it, and where it is. */
export type NamedFile = { readonly shown: string; readonly path: string };

/**
 * Reads a text file of at most `bytesMax` bytes: UTF-8, without its byte order mark. A folder, a binary file, another
 * encoding, an endless device: each is a failure of one line.
 */
export async function readText(file: NamedFile, bytesMax: number): Promise<Result<string, Failure>> {
  const read = await readBytes(file, bytesMax);
  if (!read.ok) return read;
  const bytes = read.value;
  const refuse = (why: string): Result<string, Failure> =>
    err(failure("bad-input", `cannot read ${file.shown}: ${why}`));
  if (bytes.length > bytesMax) return refuse(`it is larger than ${formatCount(bytesMax)} bytes, the most that is read`);
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return refuse("it is written in UTF-16; save it as UTF-8");
  if (bytes.includes(0)) return refuse("it is a binary file, not text");
  try {
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    // The decoder has one error, which says no more than this.
    return refuse("it is not text in UTF-8");
  }
}

async function readBytes(file: NamedFile, bytesMax: number): Promise<Result<Uint8Array, Failure>> {
  try {
    const handle = await open(file.path, "r");
    try {
      if ((await handle.stat()).isDirectory()) return err(await describeFolder(file));
      const chunks: Uint8Array[] = [];
      let length = 0;
      for (;;) {
        const chunk = new Uint8Array(CHUNK_BYTES);
        const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
        if (bytesRead === 0 || length > bytesMax) return ok(Buffer.concat(chunks));
        chunks.push(chunk.subarray(0, bytesRead));
        length += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const code = isMachineFault(error) ? "environment" : "bad-input";
    const near = error.code === "ENOENT" ? await nearestName(file) : "";
    return err(failure(code, `cannot read ${file.shown}: ${explainSystemError(error)}${near}`));
  }
}

async function describeFolder(file: NamedFile): Promise<Failure> {
  const names = (await listFolder(file.path)).filter((name) => /\.ya?ml$/u.test(name)).sort();
  const example = names[0] === undefined ? "" : `, for instance ${join(file.shown, names[0])}`;
  return failure("bad-input", `cannot read ${file.shown}: it is a folder; name a file${example}`);
}

async function nearestName({ path, shown }: NamedFile): Promise<string> {
  const names = new Map((await listFolder(dirname(path))).map((name) => [stemOf(name), name]));
  const near = names.get(nearestWord(stemOf(basename(path)), names.keys()) ?? "");
  return near === undefined ? "" : `; did you mean ${join(dirname(shown), near)}?`;
}

/** A name without what every scenario's name ends in, which would make all names look alike. */
function stemOf(name: string): string {
  return name.replace(/(\.scenario)?\.ya?ml$/u, "");
}

/** Names in a folder; none when it cannot be read, since this only feeds a hint. */
async function listFolder(path: string): Promise<string[]> {
  return readdir(path).catch(() => []);
}
