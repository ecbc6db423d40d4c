import type { RecentFile } from "./host.ts";
import type { RecordStore } from "./record-store.ts";

const RECENTS_MAX = 12;
const KEY = "list";

/** A file that was open: by its handle where the browser gives one, else as the text that it had. */
export type BrowserRecent = {
  readonly id: string;
  readonly name: string;
  readonly handle: FileSystemFileHandle | undefined;
  readonly text: string | undefined;
};

/** The files that were open lately in this browser, newest first. */
export class BrowserRecents {
  readonly #records: RecordStore;

  constructor(records: RecordStore) {
    this.#records = records;
  }

  async list(): Promise<readonly BrowserRecent[]> {
    return ((await this.#records.get("recents", KEY)) as readonly BrowserRecent[] | undefined) ?? [];
  }

  async find(id: string): Promise<BrowserRecent | undefined> {
    return (await this.list()).find((recent) => recent.id === id);
  }

  /** Puts a file at the top; the same file keeps its id. */
  async add(file: Omit<BrowserRecent, "id">): Promise<string> {
    const before = await this.list();
    const known = await findSame(before, file);
    const id = known?.id ?? crypto.randomUUID();
    const rest = before.filter((recent) => recent.id !== id);
    await this.#records.put("recents", KEY, [{ ...file, id }, ...rest].slice(0, RECENTS_MAX));
    return id;
  }

  async clear(): Promise<void> {
    await this.#records.remove("recents", KEY);
  }
}

/** A recent file as the list shows it. */
export function describeRecent({ id, name, handle }: BrowserRecent): RecentFile {
  return { id, name, note: handle === undefined ? "the copy that this browser kept" : "on this computer" };
}

async function findSame(
  recents: readonly BrowserRecent[],
  { name, handle }: Omit<BrowserRecent, "id">,
): Promise<BrowserRecent | undefined> {
  for (const recent of recents) {
    if (handle === undefined && recent.handle === undefined && recent.name === name) return recent;
    if (handle !== undefined && recent.handle !== undefined && (await handle.isSameEntry(recent.handle))) return recent;
  }
  return undefined;
}
