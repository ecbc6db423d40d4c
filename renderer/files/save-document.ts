import { type DocumentOrigin, isDirty } from "../stores/document-store.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { keepVersion } from "./keep-version.ts";

/** What saving came to: `asked` means that a dialog is open in which the person decides. */
export type SaveOutcome = "saved" | "asked" | "cancelled" | "failed";

const ENDING = ".scenario.yaml";

/** Saves the document to its file; a document without one asks for a place. */
export async function saveDocument(workbench: Workbench): Promise<SaveOutcome> {
  const { host, document, drafts, activity } = workbench;
  drafts.handOver();
  const { origin, text, savedText, opened } = document.getState();
  if (origin.kind !== "file") return saveDocumentAs(workbench);
  return activity.during("saving", async () => {
    const saved = await host.save(origin.id, text, savedText);
    if (!saved.ok) return fail(saved.error);
    if (saved.value !== "saved") {
      if (document.getState().opened !== opened)
        return fail(`Another program changed ${origin.name.slice(0, 200)} meanwhile; yours is among its versions.`);
      askAboutChange(workbench, origin.id, saved.value.changedTo);
      return "asked";
    }
    await settleSaved(workbench, { origin, text, opened });
    return "saved";
  });
}

/** Saves the document to a place that the person chooses, which is its file from then on. */
export async function saveDocumentAs(workbench: Workbench): Promise<SaveOutcome> {
  const { host, document, drafts, activity } = workbench;
  drafts.handOver();
  const { origin, text, opened } = document.getState();
  return activity.during("saving", async () => {
    const saved = await host.saveAs(suggestName(origin.name), text);
    if (saved === undefined) return "cancelled";
    if (!saved.ok) return fail(saved.error);
    const { name, id } = saved.value;
    const place = id === undefined ? ({ kind: "untitled", name } as const) : ({ kind: "file", name, id } as const);
    await settleSaved(workbench, { origin: place, text, opened });
    return "saved";
  });
}

/** Writes over what the file holds now; the person has seen that it changed. */
export async function overwriteChanged(workbench: Workbench): Promise<void> {
  const { document, files } = workbench;
  const { changed } = files.getState();
  const { origin } = document.getState();
  if (changed === undefined || origin.kind !== "file") return;
  document.getState().markSaved(origin, changed.text);
  files.setState({ changed: undefined });
  await saveDocument(workbench);
}

/** Takes what the file holds now as one step that undo takes back. */
export function takeChanged({ document, files }: Workbench): void {
  const { changed } = files.getState();
  const { origin } = document.getState();
  if (changed === undefined || origin.kind !== "file") return;
  document.getState().setText(changed.text, { label: "Take the file's new text" });
  document.getState().markSaved(origin, changed.text);
  files.setState({ changed: undefined });
}

/** Tells that the file on the disk is not what the document was made from. */
export function askAboutChange({ files, view }: Workbench, id: string, text: string): void {
  files.setState({ changed: { id, text } });
  view.getState().openDialog("changed-on-disk");
}

/** A file name for a document: no folders, nothing that a file system refuses, and the ending that we open. */
export function suggestName(name: string): string {
  const base = name
    .replace(/\.(?:scenario\.)?ya?ml$/iu, "")
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, " ")
    .trim()
    .slice(0, 80);
  return `${base === "" || /^\.+$/u.test(base) ? "scenario" : base}${ENDING}`;
}

/** A text that was written, and which document it was then. */
type SavedText = { readonly origin: DocumentOrigin; readonly text: string; readonly opened: number };

/** While it was written more may have been typed, or another document opened: nothing is said of that one, and the journal keeps the rest. */
async function settleSaved(workbench: Workbench, { origin, text, opened }: SavedText): Promise<void> {
  const { host, document, files, view } = workbench;
  const isShown = (): boolean => document.getState().opened === opened;
  if (isShown()) document.getState().markSaved(origin, text);
  await keepVersion(workbench, origin, text);
  view.getState().announce(`Saved ${origin.name.slice(0, 200)}.`);
  if (!isShown()) return;
  if (!isDirty(document.getState())) await host.dropJournal(files.getState().journalId);
  files.setState({ savedAtMs: Date.now(), autosavedAtMs: undefined });
}

function fail(reason: string): "failed" {
  showToast("The scenario was not saved.", { tone: "error", detail: reason });
  return "failed";
}
