import { createStore, type StoreApi } from "zustand/vanilla";
import type { JournalEntry } from "../host/host.ts";
import type { DocumentOrigin } from "./document-store.ts";

/** A document that waits until a person has said what becomes of the one on the screen. */
export type PendingDocument = {
  readonly text: string;
  readonly savedText?: string;
  readonly origin: DocumentOrigin;
  /** Restored work goes on in the journal under the name that it had. */
  readonly journalId?: string;
};

export type FilesFacts = {
  /** The journal's name for the document on the screen; a new one for each that is opened. */
  readonly journalId: string;
  /** When the journal last got the unsaved work, in wall milliseconds. */
  readonly autosavedAtMs: number | undefined;
  readonly savedAtMs: number | undefined;
  /** Why unsaved work cannot be kept on this machine. */
  readonly autosaveProblem: string | undefined;
  readonly pending: PendingDocument | undefined;
  /** Unsaved work of earlier sessions that nobody has decided on. */
  readonly lost: readonly JournalEntry[];
  /** The file of the document changed on the disk: what it holds now. */
  readonly changed: { readonly id: string; readonly text: string } | undefined;
};

export type FilesStore = StoreApi<FilesFacts>;

/** The facts about the document's file; `renderer/files` changes them. */
export function createFilesStore(): FilesStore {
  return createStore<FilesFacts>()(() => ({
    journalId: crypto.randomUUID(),
    autosavedAtMs: undefined,
    savedAtMs: undefined,
    autosaveProblem: undefined,
    pending: undefined,
    lost: [],
    changed: undefined,
  }));
}
