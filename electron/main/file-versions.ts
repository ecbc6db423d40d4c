import { resolve } from "node:path";
import { err, ok } from "../../engine/base/result.ts";
import type { Outcome } from "../ipc/shell-calls.ts";
import type { FileVersion } from "../ipc/shell-files.ts";
import { stampOf } from "./atomic-file.ts";
import type { UserStore } from "./user-store.ts";

const VERSIONS_MAX = 20;
const STAMP_LETTERS = 16;

/** Earlier texts of each file, the newest 20: kept at every save, with the text that the first save replaced, and when a person lets changes go. */
export class FileVersions {
  readonly #store: UserStore;
  readonly #now: () => number;

  constructor(store: UserStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Keeps a text, unless it is the newest one already. A version that cannot be kept must not stop a save. */
  async keep(path: string, text: string): Promise<void> {
    const folder = folderOf(path);
    const names = this.#store.list(folder);
    const stamp = stampOf(text).slice(0, STAMP_LETTERS);
    if (names.at(-1)?.includes(`-${stamp}-`)) return;
    const newest = Number(names.at(-1)?.split("-", 1)[0] ?? 0);
    const savedAtMs = Math.max(this.#now(), newest + 1); // the order holds although a clock may be set back
    const name = `${String(savedAtMs).padStart(15, "0")}-${stamp}-${Buffer.byteLength(text)}.yaml`;
    await this.#store.write(`${folder}/${name}`, text);
    for (const old of names.slice(0, Math.max(0, names.length + 1 - VERSIONS_MAX)))
      await this.#store.remove(`${folder}/${old}`);
  }

  /** Newest first. */
  list(path: string): readonly FileVersion[] {
    return this.#store
      .list(folderOf(path))
      .map((id) => {
        const [savedAtMs, , bytes] = id.split(/[-.]/u);
        return { id, savedAtMs: Number(savedAtMs), bytes: Number(bytes) };
      })
      .reverse();
  }

  read(path: string, id: string): Outcome<string> {
    const folder = folderOf(path);
    const text = this.#store.list(folder).includes(id) ? this.#store.read(`${folder}/${id}`) : undefined;
    return text === undefined ? err("This version is not kept any more: only the newest 20 are.") : ok(text);
  }
}

/** By hash, since a path has letters that a file's name may not have. */
function folderOf(path: string): string {
  return `versions/${stampOf(resolve(path)).slice(0, 32)}`;
}
