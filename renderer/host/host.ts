import type { Result } from "../../engine/base/result.ts";

/** A document that the host opened. `id` names the file for later; undefined when it can only be saved to a new place. */
export type OpenedFile = {
  readonly name: string;
  readonly text: string;
  readonly id: string | undefined;
};

/** A file with its bytes: data that was dropped or picked. */
export type PickedBytes = { readonly name: string; readonly bytes: Uint8Array };

/** Whose folder a data file's relative path is looked up in. */
export type DataBase =
  | { readonly kind: "shipped"; readonly path: string }
  | { readonly kind: "file"; readonly id: string }
  | { readonly kind: "untitled" };

export type RecentFile = { readonly id: string; readonly name: string; readonly openedAtMs: number };

/** A kept state of a document: what autosave and saving leave behind. */
export type KeptText = { readonly key: string; readonly name: string; readonly text: string; readonly atMs: number };

/** A document with changes that no file has, as the journal keeps it every two seconds. */
export type JournalEntry = {
  readonly name: string;
  readonly text: string;
  readonly savedText: string;
  /** Where it came from, as the document store writes it. */
  readonly origin: string;
  readonly atMs: number;
};

/** What the host tells the app, unasked. */
export type HostEvent =
  | { readonly kind: "open-file"; readonly file: OpenedFile }
  | { readonly kind: "command"; readonly id: string }
  /** The file changed on the disk, by somebody else. */
  | { readonly kind: "changed-on-disk"; readonly id: string; readonly text: string }
  /** The window is about to close: the app answers by `confirmClose`. */
  | { readonly kind: "close-asked" };

/**
 * What the app can have of the machine: the desktop shell or a browser's page behind one interface. What a person can get
 * wrong is a Result with a sentence; undefined stands for "the person changed their mind".
 */
export interface Host {
  readonly kind: "electron" | "browser";
  /** For About: Electron's and Chromium's versions, or the browser's own words. */
  readonly versions: Readonly<Record<string, string>>;
  /** Scenarios that came with the app: paths relative to their folder. */
  listShipped(): Promise<readonly { readonly path: string; readonly name: string }[]>;
  readShipped(path: string): Promise<Result<string, string>>;
  /** The bytes of a file that a scenario names under `datasets`. */
  readData(file: string, base: DataBase): Promise<Result<Uint8Array, string>>;
  /** Keeps bytes that a person dropped, so that `readData` finds them by `name` for the documents of this session. */
  rememberData(name: string, bytes: Uint8Array): Promise<void>;
  openDialog(): Promise<Result<OpenedFile, string> | undefined>;
  pickData(): Promise<Result<PickedBytes, string> | undefined>;
  openRecent(id: string): Promise<Result<OpenedFile, string>>;
  recents(): Promise<readonly RecentFile[]>;
  /** Writes atomically; `expectedText` is what the file is believed to hold, and another content is not overwritten. */
  save(
    id: string,
    text: string,
    expectedText: string,
  ): Promise<Result<"saved" | { readonly changedTo: string }, string>>;
  saveAs(name: string, text: string): Promise<Result<OpenedFile, string> | undefined>;
  /** Saves an export where the person says. */
  saveBytes(name: string, bytes: Uint8Array, mediaType: string): Promise<Result<string, string> | undefined>;
  /** The page, or a document of HTML, as a PDF. */
  printPdf(name: string, html: string): Promise<Result<string, string> | undefined>;
  /** The file that came with the start (a command line argument, a double click, a link), if any. */
  initialFile(): Promise<Result<OpenedFile, string> | undefined>;
  writeJournal(entry: JournalEntry | undefined): Promise<void>;
  readJournal(): Promise<JournalEntry | undefined>;
  /** Adds a version of a document's text; 20 are kept per document. */
  keepVersion(version: Omit<KeptText, "atMs">): Promise<void>;
  versionsOf(key: string): Promise<readonly KeptText[]>;
  readSettings(): Promise<unknown>;
  writeSettings(settings: unknown): Promise<void>;
  /** On the taskbar: 0 to 1; undefined takes it away. */
  showProgress(part: number | undefined): void;
  setTitle(title: string, isDirty: boolean): void;
  /** Answers `close-asked`. */
  confirmClose(mayClose: boolean): void;
  subscribe(listener: (event: HostEvent) => void): () => void;
}
