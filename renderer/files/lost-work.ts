import type { JournalEntry } from "../host/host.ts";
import type { DocumentOrigin } from "../stores/document-store.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { openDocument } from "./open-document.ts";

/** Looks for unsaved work of earlier sessions and offers it. */
export async function offerLostWork({ host, files, view }: Workbench): Promise<void> {
  const lost = await host.readJournal();
  files.setState({ lost });
  if (lost.length > 0) view.getState().openDialog("restore");
}

/** Opens unsaved work as it was: with its changes, from its file. The journal goes on with it under the same name. */
export async function restoreLost(workbench: Workbench, entry: JournalEntry): Promise<void> {
  const { name, text, savedText, fileId, id } = entry;
  const origin: DocumentOrigin = fileId === undefined ? { kind: "untitled", name } : { kind: "file", name, id: fileId };
  workbench.view.getState().closeDialog();
  // What no file has must stay unsaved work, even where nobody knows what the file held.
  await openDocument(workbench, { text, savedText: savedText ?? "", origin, journalId: id });
}

/** Throws unsaved work away. */
export async function discardLost({ host, files, view }: Workbench, entry: JournalEntry): Promise<void> {
  await host.dropJournal(entry.id);
  const lost = files.getState().lost.filter(({ id }) => id !== entry.id);
  files.setState({ lost });
  if (lost.length === 0) view.getState().closeDialog();
}
