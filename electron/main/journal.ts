import { z } from "zod";
import type { Outcome } from "../ipc/shell-calls.ts";
import type { JournalEntry } from "../ipc/shell-files.ts";
import type { UserStore } from "./user-store.ts";

/** One document's name in the journal: the renderer makes it, and it becomes a file's name. */
export const journalId = z.string().regex(/^[a-z0-9-]{1,64}$/u);

const stored = z.object({
  id: journalId,
  name: z.string(),
  text: z.string(),
  writtenAtMs: z.number(),
  path: z.string().optional(),
  stamp: z.string().optional(),
});

/** Unsaved work, one file per document, written whole at each change: what a crash or a power cut leaves to restore. */
export class Journal {
  readonly #store: UserStore;
  readonly #now: () => number;

  constructor(store: UserStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  write(entry: Omit<JournalEntry, "writtenAtMs">): Promise<Outcome<undefined>> {
    return this.#store.write(fileOf(entry.id), JSON.stringify({ ...entry, writtenAtMs: this.#now() }));
  }

  drop(id: string): Promise<Outcome<undefined>> {
    return this.#store.remove(fileOf(id));
  }

  /** Newest first. An entry that cannot be read is left where it is: somebody may still want to look at it. */
  list(): readonly JournalEntry[] {
    return this.#store
      .list("journal")
      .flatMap((name) => parseEntry(this.#store.read(`journal/${name}`)))
      .sort((a, b) => b.writtenAtMs - a.writtenAtMs || (a.id < b.id ? -1 : 1));
  }
}

function fileOf(id: string): string {
  return `journal/${id}.json`;
}

function parseEntry(text: string | undefined): readonly JournalEntry[] {
  if (text === undefined) return [];
  try {
    const { path, stamp, ...entry } = stored.parse(JSON.parse(text));
    return [{ ...entry, ...(path === undefined ? {} : { path }), ...(stamp === undefined ? {} : { stamp }) }];
  } catch {
    return []; // not an entry of ours
  }
}
