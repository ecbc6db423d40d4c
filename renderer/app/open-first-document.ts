import { DEMO_PATH } from "../files/file-commands.ts";
import { offerLostWork } from "../files/lost-work.ts";
import { openDocument, openShipped } from "../files/open-document.ts";
import { openFirstOf } from "../files/open-several.ts";
import { documentOfLink } from "../share/open-link.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** Opens the first file or the link that came with the start, or the demo; then offers what an earlier session left unsaved. */
export async function openFirstDocument(workbench: Workbench): Promise<void> {
  await workbench.activity.during("opening the document", async () => {
    const isOpen = (await openFirstOf(workbench, await workbench.host.initialFiles())) || (await openLink(workbench));
    if (!isOpen) sayFailure(await openShipped(workbench, DEMO_PATH));
    await offerLostWork(workbench);
  });
  addEventListener("hashchange", () => void workbench.activity.during("opening the link", () => openLink(workbench)));
}

/** Opens the scenario in the page's address, and takes it out of there: a reload must not throw later work away. */
async function openLink(workbench: Workbench): Promise<boolean> {
  const linked = await documentOfLink(location.hash);
  if (linked === undefined) return false;
  history.replaceState(undefined, "", location.pathname + location.search);
  if (linked.ok) await openDocument(workbench, linked.value);
  else sayFailure(linked.error);
  return linked.ok;
}

function sayFailure(failure: string | undefined): void {
  if (failure !== undefined) showToast("The scenario was not opened.", { tone: "error", detail: failure });
}
