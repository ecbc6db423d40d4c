/** The drawers that the app keeps things in, on this machine and for this app alone. */
export type Drawer = "journal" | "versions" | "recents" | "data" | "settings";

const DRAWERS: readonly Drawer[] = ["journal", "versions", "recents", "data", "settings"];

/** Records by key that outlive the page. */
export interface RecordStore {
  get(drawer: Drawer, key: string): Promise<unknown>;
  all(drawer: Drawer): Promise<readonly unknown[]>;
  put(drawer: Drawer, key: string, value: unknown): Promise<void>;
  remove(drawer: Drawer, key: string): Promise<void>;
}

/** Records that live as long as the page: where a browser keeps nothing. */
export class MemoryRecords implements RecordStore {
  readonly #drawers = new Map<Drawer, Map<string, unknown>>(DRAWERS.map((drawer) => [drawer, new Map()]));

  async get(drawer: Drawer, key: string): Promise<unknown> {
    return structuredClone(this.#drawers.get(drawer)?.get(key));
  }

  async all(drawer: Drawer): Promise<readonly unknown[]> {
    return [...(this.#drawers.get(drawer)?.values() ?? [])].map((value) => structuredClone(value));
  }

  async put(drawer: Drawer, key: string, value: unknown): Promise<void> {
    this.#drawers.get(drawer)?.set(key, structuredClone(value));
  }

  async remove(drawer: Drawer, key: string): Promise<void> {
    this.#drawers.get(drawer)?.delete(key);
  }
}

/** Records in the browser's own database. */
class DatabaseRecords implements RecordStore {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  get(drawer: Drawer, key: string): Promise<unknown> {
    return settled(this.#drawer(drawer, "readonly").get(key));
  }

  all(drawer: Drawer): Promise<readonly unknown[]> {
    return settled(this.#drawer(drawer, "readonly").getAll());
  }

  async put(drawer: Drawer, key: string, value: unknown): Promise<void> {
    await settled(this.#drawer(drawer, "readwrite").put(value, key));
  }

  async remove(drawer: Drawer, key: string): Promise<void> {
    await settled(this.#drawer(drawer, "readwrite").delete(key));
  }

  #drawer(drawer: Drawer, mode: IDBTransactionMode): IDBObjectStore {
    return this.#database.transaction(drawer, mode).objectStore(drawer);
  }
}

/** Opens the browser's database; undefined where the browser keeps nothing (a private window, a full disk). */
export async function openDatabaseRecords(name: string): Promise<RecordStore | undefined> {
  try {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const drawer of DRAWERS) request.result.createObjectStore(drawer);
    };
    return new DatabaseRecords(await settled(request));
  } catch {
    return undefined;
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser's database failed without a reason."));
  });
}
