import { type DocumentFacts, isDirty } from "../stores/document-store.ts";
import type { FilesFacts } from "../stores/files-store.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** How often unsaved work is kept. */
const JOURNAL_EVERY_MS = 2_000;

/** What the journal was given last. */
type Given = Pick<DocumentFacts, "text" | "savedText"> & Pick<FilesFacts, "journalId">;

/** Keeps unsaved work every two seconds, and when the page is hidden or closed. The answer stops it. */
export function startJournal(workbench: Workbench): () => void {
  let given: Given | undefined;
  const keep = (): void => {
    workbench.drafts.handOver();
    const { text, savedText } = workbench.document.getState();
    const { journalId } = workbench.files.getState();
    if (text === savedText) {
      if (given !== undefined) void workbench.host.dropJournal(journalId);
      given = undefined;
      return;
    }
    if (given?.journalId === journalId && given.text === text && given.savedText === savedText) return;
    const giving = { journalId, text, savedText };
    given = giving;
    void writeNow(workbench).then((isKept) => {
      if (!isKept && given === giving) given = undefined;
    });
  };
  const timer = setInterval(keep, JOURNAL_EVERY_MS);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
  return () => {
    clearInterval(timer);
    removeEventListener("pagehide", keep);
    document.removeEventListener("visibilitychange", keep);
  };
}

/** Whether the work is kept now, or needs no keeping any more. */
async function writeNow({ host, document, files }: Workbench): Promise<boolean> {
  const { origin, text, savedText } = document.getState();
  const { journalId } = files.getState();
  const fileId = origin.kind === "file" ? origin.id : undefined;
  const written = await host.writeJournal({ id: journalId, name: origin.name, text, savedText, fileId });
  // Saved or opened anew meanwhile: what was just written is old.
  if (journalId !== files.getState().journalId || !isDirty(document.getState())) {
    await host.dropJournal(journalId);
    return true;
  }
  files.setState(
    written.ok ? { autosavedAtMs: Date.now(), autosaveProblem: undefined } : { autosaveProblem: written.error },
  );
  return written.ok;
}
