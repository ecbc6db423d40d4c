import type { Launch, Outcome, SpillwayShell } from "../../electron/ipc/shell-calls.ts";
import type { Saved, ScenarioFile } from "../../electron/ipc/shell-files.ts";
import { err, ok, type Result } from "../../engine/base/result.ts";
import type {
  DataBase,
  DroppedFile,
  Host,
  HostEvent,
  HostTheme,
  JournalEntry,
  KeptVersion,
  MenuState,
  OpenedFile,
  PickedBytes,
  RecentFile,
  ShownDocument,
} from "./host.ts";
import { KeptWork } from "./kept-work.ts";
import type { RecordStore } from "./record-store.ts";
import { listShipped, readShippedBytes, readShippedText } from "./shipped-files.ts";
import { windowTitle } from "./window-title.ts";

type Shell = SpillwayShell<File>;

/** Texts whose stamps are remembered per file: what was read, what was written, what changed meanwhile. */
const STAMPS_MAX = 8;

/** The app in the desktop shell: files, recents, journal, settings and the versions of files are the shell's; versions of what is no file yet are the page's own. */
export class ShellHost implements Host {
  readonly kind = "electron";
  readonly versions: Readonly<Record<string, string>>;
  readonly limits: readonly string[];
  readonly listShipped = listShipped;
  readonly readShipped = readShippedText;
  readonly #shell: Shell;
  readonly #launch: Launch;
  readonly #kept: KeptWork;
  /** By path: which text had which stamp, newest last. */
  readonly #stamps = new Map<string, Map<string, string>>();

  constructor(shell: Shell, launch: Launch, records: RecordStore) {
    this.#shell = shell;
    this.#launch = launch;
    this.#kept = new KeptWork(records, Date.now);
    const { appVersion, electronVersion, chromiumVersion, platform, storageProblem } = launch.facts;
    this.versions = { Spillway: appVersion, Electron: electronVersion, Chromium: chromiumVersion, platform };
    this.limits = storageProblem === undefined ? [] : [storageProblem];
  }

  async readData(file: string, base: DataBase): Promise<Result<Uint8Array, string>> {
    const dropped = await this.#kept.dataOf(file);
    if (dropped !== undefined) return ok(dropped);
    if (base.kind !== "file") return readShippedBytes(file);
    const read = await this.#shell.readDataFile({ scenarioPath: base.id, file });
    if (read.ok) return ok(read.value.bytes);
    const shipped = await readShippedBytes(file);
    return shipped.ok ? shipped : read;
  }

  rememberData(name: string, bytes: Uint8Array): Promise<void> {
    return this.#kept.rememberData(name, bytes);
  }

  async openDialog(): Promise<Result<OpenedFile, string> | undefined> {
    const outcome = await this.#shell.pickScenario();
    if (!outcome.ok) return outcome;
    return outcome.value.kind === "cancelled" ? undefined : ok(this.#opened(outcome.value.file));
  }

  async pickData(): Promise<Result<PickedBytes, string> | undefined> {
    const outcome = await this.#shell.pickDataFile();
    if (!outcome.ok) return outcome;
    return outcome.value.kind === "cancelled" ? undefined : ok(outcome.value.file);
  }

  takeDrop(transfer: DataTransfer): Promise<readonly Result<DroppedFile, string>[]> {
    return Promise.all([...transfer.files].map((file) => this.#openDropped(file)));
  }

  async openRecent(id: string): Promise<Result<OpenedFile, string>> {
    return this.#read(await this.#shell.readScenario(id));
  }

  async recents(): Promise<readonly RecentFile[]> {
    return (await this.#shell.listRecents()).map(({ path, name, folder, isThere }) => ({
      id: path,
      name,
      note: folder,
      ...(isThere ? {} : { whyNot: "The file is gone, or its disk is not connected." }),
    }));
  }

  async clearRecents(): Promise<void> {
    await this.#shell.clearRecents();
  }

  async save(
    id: string,
    text: string,
    expectedText: string,
  ): Promise<Result<"saved" | { readonly changedTo: string }, string>> {
    // A text whose stamp nobody knows is never what the file holds: the shell then shows what it does hold.
    const stamp = this.#stamps.get(id)?.get(expectedText) ?? "unknown";
    const outcome = await this.#shell.saveScenario({ path: id, text, stamp });
    if (!outcome.ok) return outcome;
    switch (outcome.value.kind) {
      case "changed-on-disk":
        return ok({ changedTo: this.#opened(outcome.value.file).text });
      case "cancelled":
        return err("Saving was cancelled.");
      case "saved":
        this.#stamp(outcome.value.path, text, outcome.value.stamp);
        return ok("saved");
    }
  }

  async saveAs(name: string, text: string): Promise<Result<OpenedFile, string> | undefined> {
    const outcome = await this.#shell.saveScenarioAs({ suggestedName: name, text });
    return outcome.ok ? this.#savedAs(outcome.value, text) : outcome;
  }

  async saveBytes(name: string, bytes: Uint8Array): Promise<Result<string, string> | undefined> {
    const outcome = await this.#shell.exportBytes({ suggestedName: name, bytes });
    if (!outcome.ok) return outcome;
    return outcome.value.kind === "saved" ? ok(outcome.value.path) : undefined;
  }

  async printPdf(name: string, html: string): Promise<Result<string, string> | undefined> {
    const outcome = await this.#shell.exportPdf({ suggestedName: name, html });
    if (!outcome.ok) return outcome;
    return outcome.value.kind === "saved" ? ok(outcome.value.path) : undefined;
  }

  async initialFiles(): Promise<readonly Result<OpenedFile, string>[]> {
    return this.#launch.files.map((file) => this.#read(file));
  }

  async writeJournal({ id, name, text, savedText, fileId }: Omit<JournalEntry, "atMs">): Promise<Outcome<undefined>> {
    const stamp =
      fileId === undefined || savedText === undefined ? undefined : this.#stamps.get(fileId)?.get(savedText);
    return this.#shell.writeJournal({
      id,
      name,
      text,
      ...(fileId !== undefined && { path: fileId }),
      ...(stamp !== undefined && { stamp }),
    });
  }

  async dropJournal(id: string): Promise<void> {
    await this.#shell.dropJournal(id);
  }

  /**
   * The saved text is read from the file. Where the file changed since, or is gone, nobody knows the text that the work is a change
   * of: it counts as empty, under the stamp that the file had, so that saving shows the difference instead of writing over it.
   */
  async readJournal(): Promise<readonly JournalEntry[]> {
    return Promise.all(
      this.#launch.journal.map(async ({ id, name, text, writtenAtMs, path, stamp }) => {
        const file = path === undefined ? undefined : await this.#shell.readScenario(path);
        const isSame = file?.ok === true && (stamp === undefined || file.value.stamp === stamp);
        if (isSame) this.#opened(file.value);
        else if (path !== undefined && stamp !== undefined) this.#stamp(path, "", stamp);
        return { id, name, text, savedText: isSame ? file.value.text : undefined, fileId: path, atMs: writtenAtMs };
      }),
    );
  }

  /** Of a file with the shell, which keeps one with every save; of what is no file yet with the page. */
  async keepVersion(key: string, text: string): Promise<void> {
    if (this.#isFile(key)) await this.#shell.keepVersion({ path: key, text });
    else await this.#kept.keepVersion(key, text);
  }

  async versionsOf(key: string): Promise<readonly KeptVersion[]> {
    if (!this.#isFile(key)) return this.#kept.versionsOf(key);
    const versions = await this.#shell.listVersions(key);
    return versions.map(({ id, savedAtMs, bytes }) => ({ id, atMs: savedAtMs, bytes }));
  }

  readVersion(key: string, id: string): Promise<Result<string, string>> {
    return this.#isFile(key) ? this.#shell.readVersion({ path: key, id }) : this.#kept.readVersion(key, id);
  }

  /** Whether the shell has read or written a file of this path for the page. */
  #isFile(key: string): boolean {
    return this.#stamps.has(key);
  }

  async readSettings(): Promise<unknown> {
    const text = await this.#shell.readSettings();
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      // Cut off in the middle by a crash: the defaults hold.
      return undefined;
    }
  }

  async writeSettings(settings: unknown): Promise<void> {
    await this.#shell.writeSettings(JSON.stringify(settings));
  }

  showProgress(part: number | undefined): void {
    void this.#shell.showProgress(part ?? -1);
  }

  showDocument({ name, id, isDirty }: ShownDocument): void {
    document.title = windowTitle(name, isDirty);
    void this.#shell.showDocument({ name, isDirty, ...(id !== undefined && { path: id }) });
  }

  showMenuState({ undo, redo, isRunning, isReviewing }: MenuState): void {
    void this.#shell.showMenuState({
      isRunning,
      isReviewing,
      ...(undo !== undefined && { undo }),
      ...(redo !== undefined && { redo }),
    });
  }

  showTheme(theme: HostTheme): void {
    void this.#shell.chooseTheme(theme === "contrast" ? "high-contrast" : theme);
  }

  closeWindow(): void {
    void this.#shell.closeWindow();
  }

  subscribe(listener: (event: HostEvent) => void): () => void {
    const ends = [
      this.#shell.on("menuCommand", (id) => listener({ kind: "command", id })),
      this.#shell.on("filesArrived", (files) =>
        listener({ kind: "open-files", files: files.map((file) => this.#read(file)) }),
      ),
      this.#shell.on("changedOnDisk", (change) => {
        if (change.kind === "gone") listener({ kind: "gone-from-disk", id: change.path });
        else listener({ kind: "changed-on-disk", id: change.file.path, text: this.#opened(change.file).text });
      }),
      this.#shell.on("themeChosen", (theme) =>
        listener({ kind: "theme-chosen", theme: theme === "high-contrast" ? "contrast" : theme }),
      ),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  async #openDropped(file: File): Promise<Result<DroppedFile, string>> {
    const outcome = await this.#shell.openDropped(file);
    if (!outcome.ok) return outcome;
    const dropped = outcome.value;
    return ok(dropped.kind === "data" ? dropped : { kind: "scenario", file: this.#opened(dropped.file) });
  }

  #read(outcome: Outcome<ScenarioFile>): Result<OpenedFile, string> {
    return outcome.ok ? ok(this.#opened(outcome.value)) : outcome;
  }

  #opened({ path, name, text, stamp }: ScenarioFile): OpenedFile {
    this.#stamp(path, text, stamp);
    return { name, text, id: path };
  }

  #savedAs(saved: Saved, text: string): Result<OpenedFile, string> | undefined {
    switch (saved.kind) {
      case "cancelled":
        return undefined;
      case "changed-on-disk":
        return err(
          `${saved.file.name} changed on the disk while it was being saved. Save again, or choose another name.`,
        );
      case "saved":
        this.#stamp(saved.path, text, saved.stamp);
        return ok({ name: saved.name, text, id: saved.path });
    }
  }

  #stamp(path: string, text: string, stamp: string): void {
    const known = this.#stamps.get(path) ?? new Map<string, string>();
    known.delete(text);
    known.set(text, stamp);
    const [oldest] = known.keys();
    if (known.size > STAMPS_MAX && oldest !== undefined) known.delete(oldest);
    this.#stamps.set(path, known);
  }
}
