import { err, ok, type Result } from "../../engine/base/result.ts";
import type { DroppedFile, Host, HostEvent, JournalEntry, OpenedFile } from "../host/host.ts";
import { KeptWork } from "../host/kept-work.ts";
import { MemoryRecords } from "../host/record-store.ts";

/** A machine of memory: a disk of named texts, the records of the app, a clock that a test moves. It outlives the apps on it. */
export class MemoryMachine {
  readonly disk = new Map<string, string>();
  readonly records = new MemoryRecords();
  /** What the next dialog answers; undefined cancels it. */
  picks: string | undefined;
  nowMs = 1_000_000;
}

/** The app's host on a machine of memory. What a test does not need answers that it cannot be done. */
export class MemoryHost implements Host {
  readonly kind = "browser";
  readonly versions = { browser: "none" };
  readonly limits = [];
  readonly shown: { name: string; isDirty: boolean }[] = [];
  readonly #machine: MemoryMachine;
  readonly #kept: KeptWork;
  readonly #listeners = new Set<(event: HostEvent) => void>();

  constructor(machine: MemoryMachine) {
    this.#machine = machine;
    this.#kept = new KeptWork(machine.records, () => machine.nowMs);
  }

  async listShipped() {
    return [{ path: "demo.scenario.yaml", name: "demo" }];
  }

  async readShipped(path: string): Promise<Result<string, string>> {
    return path === "demo.scenario.yaml" ? ok("name: demo\n") : err(`${path} is not here.`);
  }

  async readData(file: string): Promise<Result<Uint8Array, string>> {
    const bytes = await this.#kept.dataOf(file);
    return bytes === undefined ? err(`${file} is not here.`) : ok(bytes);
  }

  rememberData(name: string, bytes: Uint8Array): Promise<void> {
    return this.#kept.rememberData(name, bytes);
  }

  async openDialog(): Promise<Result<OpenedFile, string> | undefined> {
    const { picks } = this.#machine;
    return picks === undefined ? undefined : this.openRecent(picks);
  }

  async pickData(): Promise<undefined> {
    return undefined;
  }

  async takeDrop(): Promise<readonly Result<DroppedFile, string>[]> {
    return [];
  }

  async openRecent(id: string): Promise<Result<OpenedFile, string>> {
    const text = this.#machine.disk.get(id);
    return text === undefined ? err(`${id} is gone.`) : ok({ name: id, text, id });
  }

  async recents() {
    return [];
  }

  async clearRecents(): Promise<void> {}

  async save(id: string, text: string, expectedText: string) {
    const now = this.#machine.disk.get(id);
    if (now !== undefined && now !== expectedText) return ok({ changedTo: now });
    this.#machine.disk.set(id, text);
    return ok("saved" as const);
  }

  async saveAs(_name: string, text: string): Promise<Result<OpenedFile, string> | undefined> {
    const { picks } = this.#machine;
    if (picks === undefined) return undefined;
    this.#machine.disk.set(picks, text);
    return ok({ name: picks, text, id: picks });
  }

  async saveBytes(name: string): Promise<Result<string, string>> {
    return ok(name);
  }

  async printPdf(): Promise<undefined> {
    return undefined;
  }

  async initialFiles(): Promise<readonly Result<OpenedFile, string>[]> {
    return [];
  }

  writeJournal(entry: Omit<JournalEntry, "atMs">) {
    return this.#kept.writeJournal(entry);
  }

  dropJournal(id: string): Promise<void> {
    return this.#kept.dropJournal(id);
  }

  readJournal(): Promise<readonly JournalEntry[]> {
    return this.#kept.readJournal();
  }

  keepVersion(key: string, text: string): Promise<void> {
    return this.#kept.keepVersion(key, text);
  }

  versionsOf(key: string) {
    return this.#kept.versionsOf(key);
  }

  readVersion(key: string, id: string) {
    return this.#kept.readVersion(key, id);
  }

  readSettings(): Promise<unknown> {
    return this.#kept.readSettings();
  }

  writeSettings(settings: unknown): Promise<void> {
    return this.#kept.writeSettings(settings);
  }

  showProgress(): void {}

  showDocument({ name, isDirty }: { readonly name: string; readonly isDirty: boolean }): void {
    this.shown.push({ name, isDirty });
  }

  showMenuState(): void {}

  showTheme(): void {}

  closeWindow(): void {}

  subscribe(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the app what a shell would. */
  tell(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
