import type { Result } from "../../engine/base/result.ts";

/** A document that the host opened. `id` names the file for later; undefined when it can only be saved to a new place. */
export type OpenedFile = {
  readonly name: string;
  readonly text: string;
  readonly id: string | undefined;
};

/** A file with its bytes: data that was dropped or picked. */
export type PickedBytes = { readonly name: string; readonly bytes: Uint8Array };

/** What a dropped file turned out to be: a scenario opens, anything else is data. */
export type DroppedFile =
  | { readonly kind: "scenario"; readonly file: OpenedFile }
  | { readonly kind: "data"; readonly file: PickedBytes };

/** Whose folder a data file's relative path is looked up in. */
export type DataBase =
  | { readonly kind: "shipped"; readonly path: string }
  | { readonly kind: "file"; readonly id: string }
  | { readonly kind: "untitled" };

/** A file that was open lately. `note` says what a person should know before opening it: its folder, or that it is a copy. */
export type RecentFile = {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly whyNot?: string;
};

/** A kept state of a document. `atMs` is wall time. */
export type KeptVersion = { readonly id: string; readonly atMs: number; readonly bytes: number };

/** A document with changes that no file has, as the journal keeps it every two seconds. */
export type JournalEntry = {
  /** One per document that is open: lower-case letters, digits, hyphens. */
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** What the document was when it was last opened or saved; undefined when that is gone. */
  readonly savedText: string | undefined;
  /** The file that it is a change of, if any. */
  readonly fileId: string | undefined;
  readonly atMs: number;
};

/** What the window and the desktop's menus say of the document. */
export type ShownDocument = { readonly name: string; readonly id: string | undefined; readonly isDirty: boolean };

/** What the desktop's menus grey and name. */
export type MenuState = {
  readonly undo: string | undefined;
  readonly redo: string | undefined;
  readonly isRunning: boolean;
  readonly isReviewing: boolean;
};

/** The theme as the desktop's own parts know it. */
export type HostTheme = "system" | "light" | "dark" | "contrast";

/** What the host tells the app, unasked. */
export type HostEvent =
  | { readonly kind: "open-files"; readonly files: readonly Result<OpenedFile, string>[] }
  | { readonly kind: "command"; readonly id: string }
  /** The file changed on the disk, by somebody else. */
  | { readonly kind: "changed-on-disk"; readonly id: string; readonly text: string }
  | { readonly kind: "gone-from-disk"; readonly id: string }
  | { readonly kind: "theme-chosen"; readonly theme: HostTheme };

/**
 * What the app can have of the machine: the desktop shell or a browser's page behind one interface. What a person can get
 * wrong is a Result with a sentence; undefined stands for "the person changed their mind".
 */
export interface Host {
  readonly kind: "electron" | "browser";
  /** For About: Electron's and Chromium's versions, or the browser's own words. */
  readonly versions: Readonly<Record<string, string>>;
  /** What this host cannot do and what to do instead, in sentences; empty when it can do everything. */
  readonly limits: readonly string[];
  /** Scenarios that came with the app: paths relative to their folder. */
  listShipped(): Promise<readonly { readonly path: string; readonly name: string }[]>;
  readShipped(path: string): Promise<Result<string, string>>;
  /**
   * The bytes of a file that a scenario names under `datasets`: what a person dropped under that name, else the file beside the
   * scenario, else the one that came with the app.
   */
  readData(file: string, base: DataBase): Promise<Result<Uint8Array, string>>;
  /** Keeps bytes that a person dropped, so that `readData` finds them by `name`, in later sessions too where there is room. */
  rememberData(name: string, bytes: Uint8Array): Promise<void>;
  openDialog(): Promise<Result<OpenedFile, string> | undefined>;
  pickData(): Promise<Result<PickedBytes, string> | undefined>;
  /** Opens what was dropped on the window. Call it while the drop event is handled: the browser empties it afterwards. */
  takeDrop(transfer: DataTransfer): Promise<readonly Result<DroppedFile, string>[]>;
  openRecent(id: string): Promise<Result<OpenedFile, string>>;
  /** Newest first. */
  recents(): Promise<readonly RecentFile[]>;
  clearRecents(): Promise<void>;
  /** Writes atomically; `expectedText` is what the file is believed to hold, and another content is not overwritten. */
  save(
    id: string,
    text: string,
    expectedText: string,
  ): Promise<Result<"saved" | { readonly changedTo: string }, string>>;
  saveAs(name: string, text: string): Promise<Result<OpenedFile, string> | undefined>;
  /** Saves an export where the person says; the answer is the name or the path that it got. */
  saveBytes(name: string, bytes: Uint8Array, mediaType: string): Promise<Result<string, string> | undefined>;
  /** A document of HTML as a PDF; undefined when the person cancelled, or the browser's own dialog took over. */
  printPdf(name: string, html: string): Promise<Result<string, string> | undefined>;
  /** The files that came with the start (command line arguments, a double click), in the order in which they were named. */
  initialFiles(): Promise<readonly Result<OpenedFile, string>[]>;
  writeJournal(entry: Omit<JournalEntry, "atMs">): Promise<Result<undefined, string>>;
  dropJournal(id: string): Promise<void>;
  /** Unsaved work of sessions that are over, newest first. */
  readJournal(): Promise<readonly JournalEntry[]>;
  /** Adds a version of a document's text, unless it is the newest one already; the newest 20 are kept per document. `key` is a file's id or a name. */
  keepVersion(key: string, text: string): Promise<void>;
  /** Newest first. */
  versionsOf(key: string): Promise<readonly KeptVersion[]>;
  readVersion(key: string, id: string): Promise<Result<string, string>>;
  readSettings(): Promise<unknown>;
  writeSettings(settings: unknown): Promise<void>;
  /** On the taskbar: 0 to 1; undefined takes it away. */
  showProgress(part: number | undefined): void;
  /** Title, dot, and the question before the window closes with unsaved work. */
  showDocument(document: ShownDocument): void;
  showMenuState(state: MenuState): void;
  showTheme(theme: HostTheme): void;
  /** Closes the window without asking. A browser's page cannot, and stays. */
  closeWindow(): void;
  subscribe(listener: (event: HostEvent) => void): () => void;
}
