import { err, ok, type Result } from "../../engine/base/result.ts";
import {
  askLeave,
  canSaveInPlace,
  download,
  filesOfDrop,
  isScenarioName,
  pickDataFile,
  pickSavePlace,
  pickScenarioFile,
  readDropped,
  readOpened,
  textNow,
  writeThrough,
} from "./browser-files.ts";
import { BrowserRecents, describeRecent } from "./browser-recents.ts";
import type {
  DataBase,
  DroppedFile,
  Host,
  HostEvent,
  JournalEntry,
  KeptVersion,
  OpenedFile,
  PickedBytes,
  RecentFile,
  ShownDocument,
} from "./host.ts";
import { KeptWork } from "./kept-work.ts";
import { readBesideLaunched, readLaunched } from "./launched-file.ts";
import { printHtml } from "./print-page.ts";
import { MemoryRecords, type RecordStore } from "./record-store.ts";
import { listShipped, readShippedBytes, readShippedText } from "./shipped-files.ts";
import { windowTitle } from "./window-title.ts";

const DOWNLOADS_ONLY =
  "This browser gives no access to files on the disk: Save hands the scenario over as a download, and opening reads a copy.";
const NOTHING_KEPT =
  "This browser keeps nothing for the page, a private window for example: unsaved work, versions and settings end with the tab.";
const NO_FOLDER = "A browser cannot read data files beside a scenario: drop them onto the window once.";

/** The app in a plain browser: the files come from the server of this page, the rest stays in the browser. */
export class BrowserHost implements Host {
  readonly kind = "browser";
  readonly versions = { browser: navigator.userAgent };
  readonly limits: readonly string[];
  readonly #kept: KeptWork;
  readonly #recents: BrowserRecents;
  readonly #locked = new Set<string>();

  constructor(records: RecordStore | undefined) {
    const used = records ?? new MemoryRecords();
    this.#kept = new KeptWork(used, Date.now);
    this.#recents = new BrowserRecents(used);
    this.limits = [NO_FOLDER, ...(canSaveInPlace() ? [] : [DOWNLOADS_ONLY]), ...(records ? [] : [NOTHING_KEPT])];
  }

  listShipped = listShipped;
  readShipped = readShippedText;

  async readData(file: string, base: DataBase): Promise<Result<Uint8Array, string>> {
    const dropped = await this.#kept.dataOf(file);
    if (dropped !== undefined) return ok(dropped);
    const beside = base.kind === "untitled" ? await readBesideLaunched(file) : undefined;
    if (beside?.ok) return beside;
    const folder =
      base.kind === "shipped" && base.path.includes("/") ? base.path.slice(0, base.path.lastIndexOf("/") + 1) : "";
    const shipped = await readShippedBytes(folder + file);
    if (shipped.ok || base.kind === "shipped") return shipped;
    return err(`A browser cannot read ${file} beside the scenario: drop the file onto the window.`);
  }

  rememberData(name: string, bytes: Uint8Array): Promise<void> {
    return this.#kept.rememberData(name, bytes);
  }

  async openDialog(): Promise<Result<OpenedFile, string> | undefined> {
    const picked = await pickScenarioFile();
    return picked && this.#open(picked.file, picked.handle);
  }

  pickData(): Promise<Result<PickedBytes, string> | undefined> {
    return pickDataFile();
  }

  async takeDrop(transfer: DataTransfer): Promise<readonly Result<DroppedFile, string>[]> {
    const files = await filesOfDrop(transfer);
    return Promise.all(
      files.map(async ({ file, handle }): Promise<Result<DroppedFile, string>> => {
        if (!isScenarioName(file.name)) return readDropped(file);
        const opened = await this.#open(file, handle);
        return opened.ok ? ok({ kind: "scenario", file: opened.value }) : opened;
      }),
    );
  }

  async openRecent(id: string): Promise<Result<OpenedFile, string>> {
    const recent = await this.#recents.find(id);
    if (recent === undefined) return err("This file is not among the recent ones any more.");
    const { name, handle, text } = recent;
    if (handle === undefined) return ok({ name, text: text ?? "", id: undefined });
    const leave = await askLeave(handle, "read");
    if (!leave.ok) return leave;
    try {
      return await this.#open(await handle.getFile(), handle);
    } catch {
      return err(`${name} cannot be opened: it was moved or deleted.`);
    }
  }

  async recents(): Promise<readonly RecentFile[]> {
    return (await this.#recents.list()).map(describeRecent);
  }

  clearRecents(): Promise<void> {
    return this.#recents.clear();
  }

  async save(
    id: string,
    text: string,
    expectedText: string,
  ): Promise<Result<"saved" | { readonly changedTo: string }, string>> {
    const recent = await this.#recents.find(id);
    if (recent?.handle === undefined) return err("The browser has no access to this file any more: use Save as.");
    const { name, handle } = recent;
    // Without leave the file cannot be read either, and nobody would know what is written over.
    const leave = await askLeave(handle, "readwrite");
    if (!leave.ok) return leave;
    const current = await textNow(handle);
    if (current?.ok === false) return current;
    if (current !== undefined && current.value !== expectedText) return ok({ changedTo: current.value });
    const written = await writeThrough(handle, text);
    if (!written.ok) return written;
    await this.#recents.add({ name, handle, text: undefined });
    return ok("saved");
  }

  async saveAs(name: string, text: string): Promise<Result<OpenedFile, string> | undefined> {
    if (!canSaveInPlace()) {
      download(name, text, "application/yaml");
      await this.#recents.add({ name, handle: undefined, text });
      return ok({ name, text, id: undefined });
    }
    const handle = await pickSavePlace(name);
    if (handle === undefined) return undefined;
    const written = await writeThrough(handle, text);
    if (!written.ok) return written;
    const id = await this.#recents.add({ name: handle.name, handle, text: undefined });
    return ok({ name: handle.name, text, id });
  }

  async saveBytes(name: string, bytes: Uint8Array, mediaType: string): Promise<Result<string, string> | undefined> {
    if (!canSaveInPlace()) {
      download(name, bytes, mediaType);
      return ok(name);
    }
    const handle = await pickSavePlace(name);
    if (handle === undefined) return undefined;
    const written = await writeThrough(handle, bytes);
    return written.ok ? ok(handle.name) : written;
  }

  async printPdf(name: string, html: string): Promise<undefined> {
    printHtml(name, html);
    return undefined;
  }

  async initialFiles(): Promise<readonly Result<OpenedFile, string>[]> {
    const launched = await readLaunched();
    return launched === undefined ? [] : [launched];
  }

  async writeJournal(entry: Omit<JournalEntry, "atMs">): Promise<Result<undefined, string>> {
    this.#lock(entry.id);
    return this.#kept.writeJournal(entry);
  }

  dropJournal(id: string): Promise<void> {
    return this.#kept.dropJournal(id);
  }

  /** Entries that another tab is still working on are not among them. */
  async readJournal(): Promise<readonly JournalEntry[]> {
    const { held = [] } = await navigator.locks.query();
    const names = new Set(held.map(({ name }) => name));
    return (await this.#kept.readJournal()).filter(({ id }) => !names.has(lockName(id)));
  }

  keepVersion(key: string, text: string): Promise<void> {
    return this.#kept.keepVersion(key, text);
  }

  versionsOf(key: string): Promise<readonly KeptVersion[]> {
    return this.#kept.versionsOf(key);
  }

  readVersion(key: string, id: string): Promise<Result<string, string>> {
    return this.#kept.readVersion(key, id);
  }

  readSettings(): Promise<unknown> {
    return this.#kept.readSettings();
  }

  writeSettings(settings: unknown): Promise<void> {
    return this.#kept.writeSettings(settings);
  }

  /** A tab has no progress of its own. */
  showProgress(): void {}

  showDocument({ name, isDirty }: ShownDocument): void {
    document.title = windowTitle(name, isDirty);
    // The browser asks only while this is set; its question cannot be worded.
    window.onbeforeunload = isDirty ? (event) => event.preventDefault() : null;
  }

  /** A page has no menus. */
  showMenuState(): void {}

  /** A page's own parts follow the style sheet. */
  showTheme(): void {}

  /** A page that was not opened by a script cannot close itself. */
  closeWindow(): void {}

  /** Nobody tells a page anything unasked. */
  subscribe(_listener: (event: HostEvent) => void): () => void {
    return () => undefined;
  }

  async #open(file: File, handle: FileSystemFileHandle | undefined): Promise<Result<OpenedFile, string>> {
    const opened = await readOpened(file, undefined);
    if (!opened.ok) return opened;
    const { name, text } = opened.value;
    const id = await this.#recents.add({ name, handle, text: handle === undefined ? text : undefined });
    return ok({ name, text, id: handle === undefined ? undefined : id });
  }

  /** Held until the tab is gone, crash or not: so other tabs know that this work is not lost. */
  #lock(id: string): void {
    if (this.#locked.has(id)) return;
    this.#locked.add(id);
    void navigator.locks.request(lockName(id), () => new Promise(() => undefined));
  }
}

function lockName(id: string): string {
  return `spillway-journal-${id}`;
}
