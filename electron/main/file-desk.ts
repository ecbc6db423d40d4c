import { extname } from "node:path";
import { err, ok } from "../../engine/base/result.ts";
import type { Outcome } from "../ipc/shell-calls.ts";
import type {
  DataFile,
  DroppedFile,
  Exported,
  FileVersion,
  JournalEntry,
  Picked,
  Saved,
  SaveRequest,
  ScenarioFile,
} from "../ipc/shell-files.ts";
import { stampOf, writeAtomically } from "./atomic-file.ts";
import { readDataFile, readNamedDataFile } from "./data-files.ts";
import type { DocumentWatch } from "./document-watch.ts";
import { explainFileError, shortName } from "./file-error.ts";
import type { FileVersions } from "./file-versions.ts";
import type { Journal } from "./journal.ts";
import { PathGrants } from "./path-grants.ts";
import type { RecentFiles } from "./recent-files.ts";
import { readScenarioFile, saveScenarioFile } from "./scenario-files.ts";
import { suggestFileName } from "./suggested-name.ts";

/** Which files a dialog lists. */
export type FileFilter = { readonly name: string; readonly extensions: readonly string[] };

/** The native dialogs. Each answers with a path, or with `undefined` when the person cancelled. */
export type FileDialogs = {
  askOpen(title: string, filters: readonly FileFilter[]): Promise<string | undefined>;
  askSave(title: string, suggestedName: string, filters: readonly FileFilter[]): Promise<string | undefined>;
};

/** What the desk keeps its books in. */
export type FileBooks = {
  readonly recents: RecentFiles;
  readonly versions: FileVersions;
  readonly journal: Journal;
  /** Tells the desktop, which keeps a list of its own on some systems. */
  readonly noteRecent: (path: string) => void;
  /** Told what the page knows of files, so that its own saves are not taken for somebody else's. */
  readonly watch: Pick<DocumentWatch, "expect" | "note">;
};

const SCENARIOS: FileFilter = { name: "Spillway scenarios", extensions: ["scenario.yaml", "yaml", "yml"] };
const DATA: FileFilter = { name: "Data", extensions: ["csv", "ndjson", "jsonl", "parquet", "arrow"] };
const ALL: FileFilter = { name: "All files", extensions: ["*"] };
const DATA_ENDINGS: ReadonlySet<string> = new Set(DATA.extensions.map((extension) => `.${extension}`));

/** Opens, saves and exports files for the page, which may name only what a person chose. */
export class FileDesk {
  readonly #dialogs: FileDialogs;
  readonly #books: FileBooks;
  readonly #grants = new PathGrants();

  constructor(dialogs: FileDialogs, books: FileBooks) {
    this.#dialogs = dialogs;
    this.#books = books;
    for (const path of books.recents.paths) this.#grants.grant(path);
  }

  /** Opens a file that a person named outside the page: by argument, double-click, the menu, or by dropping it. */
  async openChosen(path: string): Promise<Outcome<ScenarioFile>> {
    if (DATA_ENDINGS.has(extname(path).toLowerCase()))
      return err(`${shortName(path)} is a data file, not a scenario. Drop it on the window to make a pipeline of it.`);
    this.#grants.grant(path);
    const file = await readScenarioFile(path);
    if (file.ok) {
      this.#books.watch.note(path, file.value.stamp);
      await this.#remember(path);
    }
    return file;
  }

  async pickScenario(): Promise<Outcome<Picked<ScenarioFile>>> {
    const path = await this.#dialogs.askOpen("Open a scenario", [SCENARIOS, ALL]);
    if (path === undefined) return ok({ kind: "cancelled" });
    const file = await this.openChosen(path);
    return file.ok ? ok({ kind: "picked", file: file.value }) : file;
  }

  async readScenario(path: string): Promise<Outcome<ScenarioFile>> {
    return this.#grants.has(path) ? this.openChosen(path) : refuseUnchosen(path);
  }

  async saveScenario(request: SaveRequest): Promise<Outcome<Saved>> {
    if (!this.#grants.has(request.path)) return refuseUnchosen(request.path);
    const before = await readScenarioFile(request.path);
    this.#books.watch.expect(request.path, stampOf(request.text));
    const saved = await saveScenarioFile(request);
    if (saved.ok && saved.value.kind === "saved") {
      this.#books.watch.note(request.path, saved.value.stamp);
      if (before.ok) await this.#books.versions.keep(request.path, before.value.text);
      await this.#books.versions.keep(request.path, request.text);
      await this.#remember(request.path);
    }
    return saved;
  }

  async saveScenarioAs(suggestedName: string, text: string): Promise<Outcome<Saved>> {
    const name = suggestFileName(suggestedName, ".scenario.yaml");
    const path = await this.#dialogs.askSave("Save the scenario", name, [SCENARIOS, ALL]);
    if (path === undefined) return ok({ kind: "cancelled" });
    this.#grants.grant(path);
    return this.saveScenario({ path, text });
  }

  readNamedDataFile(scenarioPath: string, file: string): Promise<Outcome<DataFile>> {
    if (!this.#grants.has(scenarioPath)) return Promise.resolve(refuseUnchosen(scenarioPath));
    return readNamedDataFile(scenarioPath, file, this.#grants);
  }

  async pickDataFile(): Promise<Outcome<Picked<DataFile>>> {
    const path = await this.#dialogs.askOpen("Choose a data file", [DATA, ALL]);
    if (path === undefined) return ok({ kind: "cancelled" });
    this.#grants.grant(path);
    const file = await readDataFile(path);
    return file.ok ? ok({ kind: "picked", file: file.value }) : file;
  }

  /** A file dropped on the window. The path is empty when the page made the file up, or the browser part gave none. */
  async openDropped(path: string): Promise<Outcome<DroppedFile>> {
    if (path === "") return err("What was dropped is not a file on this computer. Save it first, then drop that file.");
    if (/\.ya?ml$/iu.test(path)) {
      const file = await this.openChosen(path);
      return file.ok ? ok({ kind: "scenario", file: file.value }) : file;
    }
    this.#grants.grant(path);
    const file = await readDataFile(path);
    return file.ok ? ok({ kind: "data", file: file.value }) : file;
  }

  async exportBytes(suggestedName: string, bytes: Uint8Array): Promise<Outcome<Exported>> {
    const ending = extname(suggestedName);
    const filters =
      ending === "" ? [ALL] : [{ name: ending.slice(1).toUpperCase(), extensions: [ending.slice(1)] }, ALL];
    const path = await this.#dialogs.askSave("Export", suggestFileName(suggestedName, ending), filters);
    if (path === undefined) return ok({ kind: "cancelled" });
    try {
      await writeAtomically(path, bytes);
      return ok({ kind: "saved", path });
    } catch (error) {
      return err(explainFileError(path, error));
    }
  }

  writeJournal(entry: Omit<JournalEntry, "writtenAtMs">): Promise<Outcome<undefined>> {
    if (entry.path !== undefined && !this.#grants.has(entry.path)) return Promise.resolve(refuseUnchosen(entry.path));
    return this.#books.journal.write(entry);
  }

  dropJournal(id: string): Promise<Outcome<undefined>> {
    return this.#books.journal.drop(id);
  }

  /** Unsaved work of an earlier session. Its files were chosen then. */
  listJournal(): readonly JournalEntry[] {
    const entries = this.#books.journal.list();
    for (const { path } of entries) if (path !== undefined) this.#grants.grant(path);
    return entries;
  }

  async keepVersion(path: string, text: string): Promise<Outcome<undefined>> {
    if (!this.#grants.has(path)) return refuseUnchosen(path);
    await this.#books.versions.keep(path, text);
    return ok(undefined);
  }

  listVersions(path: string): readonly FileVersion[] {
    return this.#grants.has(path) ? this.#books.versions.list(path) : [];
  }

  readVersion(path: string, id: string): Outcome<string> {
    return this.#grants.has(path) ? this.#books.versions.read(path, id) : refuseUnchosen(path);
  }

  async #remember(path: string): Promise<void> {
    // Where recents cannot be kept the person was told at the start; a file still opens.
    await this.#books.recents.add(path);
    this.#books.noteRecent(path);
  }
}

function refuseUnchosen(path: string): Outcome<never> {
  return err(`${shortName(path)} was not chosen in this session. Open it with Open…, or drop it on the window.`);
}
