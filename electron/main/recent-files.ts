import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { z } from "zod";
import type { Outcome } from "../ipc/shell-calls.ts";
import type { RecentFile } from "../ipc/shell-files.ts";
import type { UserStore } from "./user-store.ts";

const RECENTS_MAX = 12;
const FILE = "recent-files.json";

/** The files that were open lately, newest first, kept between sessions. */
export class RecentFiles {
  readonly #store: UserStore;
  #paths: readonly string[];

  constructor(store: UserStore) {
    this.#store = store;
    this.#paths = parsePaths(store.read(FILE));
  }

  get paths(): readonly string[] {
    return this.#paths;
  }

  add(path: string): Promise<Outcome<undefined>> {
    const added = resolve(path);
    this.#paths = [added, ...this.#paths.filter((other) => other !== added)].slice(0, RECENTS_MAX);
    return this.#store.write(FILE, JSON.stringify(this.#paths));
  }

  clear(): Promise<Outcome<undefined>> {
    this.#paths = [];
    return this.#store.write(FILE, JSON.stringify(this.#paths));
  }

  list(): readonly RecentFile[] {
    return this.#paths.map((path) => ({
      path,
      name: basename(path),
      folder: dirname(path),
      isThere: existsSync(path),
    }));
  }
}

function parsePaths(text: string | undefined): readonly string[] {
  try {
    return z
      .array(z.string())
      .parse(JSON.parse(text ?? "[]"))
      .slice(0, RECENTS_MAX);
  } catch {
    return []; // not a list of ours: the recents begin anew
  }
}
