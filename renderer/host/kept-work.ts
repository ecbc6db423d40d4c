import { err, ok, type Result } from "../../engine/base/result.ts";
import type { JournalEntry, KeptVersion } from "./host.ts";
import type { RecordStore } from "./record-store.ts";

/** Versions that are kept per document. */
const VERSIONS_MAX = 20;
/** Bytes of dropped files that are kept for later sessions, the newest first. */
const DATA_BYTES_MAX = 512 * 1024 * 1024;

type Version = { readonly id: string; readonly atMs: number; readonly text: string };
type KeptData = { readonly name: string; readonly bytes: Uint8Array; readonly atMs: number };

/** Unsaved work, earlier versions, settings and dropped data, kept in records. */
export class KeptWork {
  readonly #records: RecordStore;
  readonly #nowMs: () => number;
  /** Dropped in this session: found even where records cannot be written. */
  readonly #dropped = new Map<string, Uint8Array>();

  constructor(records: RecordStore, nowMs: () => number) {
    this.#records = records;
    this.#nowMs = nowMs;
  }

  async writeJournal(entry: Omit<JournalEntry, "atMs">): Promise<Result<undefined, string>> {
    try {
      await this.#records.put("journal", entry.id, { ...entry, atMs: this.#nowMs() });
      return ok(undefined);
    } catch (error) {
      return err(`Unsaved work cannot be kept: ${messageOf(error)} Save the scenario to a file.`);
    }
  }

  async dropJournal(id: string): Promise<void> {
    await this.#records.remove("journal", id);
  }

  async readJournal(): Promise<readonly JournalEntry[]> {
    const entries = (await this.#records.all("journal")) as readonly JournalEntry[];
    return entries.toSorted((a, b) => b.atMs - a.atMs);
  }

  async keepVersion(key: string, text: string): Promise<void> {
    const versions = await this.#versions(key);
    if (versions[0]?.text === text) return;
    const atMs = this.#nowMs();
    const id = `${atMs}-${versions.length}`;
    await this.#records.put("versions", key, [{ id, atMs, text }, ...versions].slice(0, VERSIONS_MAX));
  }

  async versionsOf(key: string): Promise<readonly KeptVersion[]> {
    const versions = await this.#versions(key);
    return versions.map(({ id, atMs, text }) => ({ id, atMs, bytes: new TextEncoder().encode(text).length }));
  }

  async readVersion(key: string, id: string): Promise<Result<string, string>> {
    const version = (await this.#versions(key)).find((candidate) => candidate.id === id);
    return version === undefined ? err("This version is not kept any more.") : ok(version.text);
  }

  readSettings(): Promise<unknown> {
    return this.#records.get("settings", "settings");
  }

  async writeSettings(settings: unknown): Promise<void> {
    await this.#records.put("settings", "settings", settings);
  }

  /** Never fails: where there is no room the bytes live as long as the page. */
  async rememberData(name: string, bytes: Uint8Array): Promise<void> {
    this.#dropped.set(name, bytes);
    try {
      await this.#records.put("data", name, { name, bytes, atMs: this.#nowMs() } satisfies KeptData);
      await this.#forgetOldData();
    } catch {
      await this.#records.remove("data", name);
    }
  }

  /** A copy, since the engine takes bytes over; undefined when nobody dropped a file of this name. */
  async dataOf(name: string): Promise<Uint8Array | undefined> {
    const dropped = this.#dropped.get(name);
    if (dropped !== undefined) return dropped.slice();
    const kept = (await this.#records.get("data", name)) as KeptData | undefined;
    return kept?.bytes;
  }

  async #versions(key: string): Promise<readonly Version[]> {
    return ((await this.#records.get("versions", key)) as readonly Version[] | undefined) ?? [];
  }

  async #forgetOldData(): Promise<void> {
    const kept = (await this.#records.all("data")) as readonly KeptData[];
    let bytes = 0;
    for (const data of kept.toSorted((a, b) => b.atMs - a.atMs)) {
      bytes += data.bytes.length;
      if (bytes > DATA_BYTES_MAX) await this.#records.remove("data", data.name);
    }
  }
}

function messageOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "QuotaExceededError") return "there is no room left.";
  return error instanceof Error ? error.message : String(error);
}
