/** The hash of a file's bytes when it was read or written: SHA-256 in hex. Two equal stamps are the same text. */
export type FileStamp = string;

/** A scenario read from disk, as it was at `stamp`. */
export type ScenarioFile = {
  readonly path: string;
  /** The last part of the path, for titles. It may hold any character a file system allows. */
  readonly name: string;
  readonly text: string;
  readonly stamp: FileStamp;
};

/** A data file that a person picked or dropped, or that a scenario names. */
export type DataFile = { readonly path: string; readonly name: string; readonly bytes: Uint8Array };

/** What a person's pick in a dialog came to. `undefined` as the value of a Result would say less. */
export type Picked<T> = { readonly kind: "cancelled" } | { readonly kind: "picked"; readonly file: T };

/** A file dropped on the window: a scenario opens, anything else becomes a source. */
export type DroppedFile =
  | { readonly kind: "scenario"; readonly file: ScenarioFile }
  | { readonly kind: "data"; readonly file: DataFile };

/** What saving came to. A file that somebody else changed since `stamp` is left as it is, and handed over to be compared. */
export type Saved =
  | { readonly kind: "saved"; readonly path: string; readonly name: string; readonly stamp: FileStamp }
  | { readonly kind: "cancelled" }
  | { readonly kind: "changed-on-disk"; readonly file: ScenarioFile };

/** Text to write to a file that was opened or saved before. `stamp` is what the file last was; left out, it is overwritten. */
export type SaveRequest = { readonly path: string; readonly text: string; readonly stamp?: FileStamp };

/** Where bytes that a person exported went. */
export type Exported = { readonly kind: "saved"; readonly path: string } | { readonly kind: "cancelled" };

/** A file that was open lately. `isThere` is false when it is gone or its disk is not connected. */
export type RecentFile = {
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly isThere: boolean;
};

/** Unsaved work as the journal keeps it. `id` is the renderer's, one per document: lower-case letters, digits and hyphens. */
export type JournalEntry = {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly writtenAtMs: number;
  /** The file it is a change of, and what that file was then; a document that was never saved has neither. */
  readonly path?: string;
  readonly stamp?: FileStamp;
};

/** An earlier text of a file, kept by the shell whenever it is saved: the newest 20. */
export type FileVersion = { readonly id: string; readonly savedAtMs: number; readonly bytes: number };
