import { DEMO_PATH } from "../files/file-commands.ts";
import { offerLostWork } from "../files/lost-work.ts";
import { openFile, openShipped } from "../files/open-document.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** Opens the file that came with the start, or the demo; then offers what an earlier session left unsaved. */
export async function openFirstDocument(workbench: Workbench): Promise<void> {
  const { host, view, activity } = workbench;
  await activity.during("opening the document", async () => {
    const initial = await host.initialFile();
    if (initial?.ok) await openFile(workbench, initial.value);
    else {
      const failure = await openShipped(workbench, DEMO_PATH);
      const said = initial === undefined ? failure : initial.error;
      if (said !== undefined) view.getState().announce(said);
    }
    await offerLostWork(workbench);
  });
}
