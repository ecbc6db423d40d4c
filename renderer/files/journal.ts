import { isDirty } from "../stores/document-store.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** How often unsaved work is kept. */
const JOURNAL_EVERY_MS = 2_000;

/** Keeps unsaved work every two seconds, and when the page is hidden or closed. The answer stops it. */
export function startJournal(workbench: Workbench): () => void {
  let kept: string | undefined;
  const keep = (): void => {
    const { document, files } = workbench;
    const state = document.getState();
    const { journalId } = files.getState();
    const key = `${journalId} ${state.text}`;
    if (!isDirty(state)) {
      if (kept !== undefined) void workbench.host.dropJournal(journalId);
      kept = undefined;
      return;
    }
    if (key === kept) return;
    kept = key;
    void writeNow(workbench);
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

async function writeNow({ host, document, files }: Workbench): Promise<void> {
  const { origin, text, savedText } = document.getState();
  const { journalId } = files.getState();
  const fileId = origin.kind === "file" ? origin.id : undefined;
  const written = await host.writeJournal({ id: journalId, name: origin.name, text, savedText, fileId });
  // Saved or opened anew meanwhile: what was just written is old.
  if (journalId !== files.getState().journalId || !isDirty(document.getState())) {
    await host.dropJournal(journalId);
    return;
  }
  files.setState(
    written.ok ? { autosavedAtMs: Date.now(), autosaveProblem: undefined } : { autosaveProblem: written.error },
  );
}
