import type { OpenedFile } from "../host/host.ts";
import { isDirty } from "../stores/document-store.ts";
import type { PendingDocument } from "../stores/files-store.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { keepVersion } from "./keep-version.ts";

/** Opens a document in place of the one on the screen; unsaved work there is asked about first. */
export async function openDocument(workbench: Workbench, next: PendingDocument): Promise<void> {
  const { document, drafts, files, view } = workbench;
  drafts.handOver();
  if (isDirty(document.getState())) {
    files.setState({ pending: next });
    view.getState().openDialog("unsaved");
    return;
  }
  await replaceDocument(workbench, next);
}

/** Opens a document and forgets the one on the screen; a version is kept of what is unsaved there, and without one it stays. */
export async function replaceDocument(workbench: Workbench, next: PendingDocument): Promise<void> {
  const { host, document, files, view, runner } = workbench;
  const before = document.getState();
  if (isDirty(before) && !(await keepVersion(workbench, before.origin, before.text))) {
    files.setState({ pending: undefined });
    return;
  }
  await host.dropJournal(files.getState().journalId);
  // From here on at once: the journal must never see the old text under the new name, and no run of the old text can begin. Its
  // engine closes meanwhile; whoever asks for the next one waits for that.
  const released = runner.reset();
  files.setState(({ lost }) => ({
    journalId: next.journalId ?? crypto.randomUUID(),
    lost: lost.filter(({ id }) => id !== next.journalId),
    autosavedAtMs: undefined,
    savedAtMs: undefined,
    pending: undefined,
    changed: undefined,
  }));
  view.getState().showLive();
  view.getState().select({});
  const { text, savedText, origin } = next;
  document.getState().open({ text, origin, ...(savedText !== undefined && { savedText }) });
  view.getState().announce(`${next.origin.name.slice(0, 200)} is open.`);
  await released;
}

/** Opens what the host read. */
export async function openFile(workbench: Workbench, { name, text, id }: OpenedFile): Promise<void> {
  const origin = id === undefined ? ({ kind: "untitled", name } as const) : ({ kind: "file", name, id } as const);
  await openDocument(workbench, { text, origin });
}

/** Opens a scenario that came with the app; undefined, or why it cannot be opened. */
export async function openShipped(workbench: Workbench, path: string): Promise<string | undefined> {
  const read = await workbench.host.readShipped(path);
  if (!read.ok) return read.error;
  await openDocument(workbench, { text: read.value, origin: { kind: "shipped", name: path, path } });
  return undefined;
}
