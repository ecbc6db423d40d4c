import type { PickedBytes } from "../host/host.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** Keeps a data file under its name, so that scenarios find it, and asks what its columns mean. */
export async function openDataFile(workbench: Workbench, { name, bytes }: PickedBytes): Promise<void> {
  const { host, view, activity } = workbench;
  await activity.during("opening the data file", async () => {
    await host.rememberData(name, bytes);
    view.getState().openDialog("import-data", name);
    // React draws the dialog first, whose own activity follows on without a gap.
    await Promise.resolve();
  });
}

/** Lets a person choose a data file and opens it. */
export async function pickDataFile(workbench: Workbench): Promise<void> {
  const picked = await workbench.host.pickData();
  if (picked === undefined) return;
  if (picked.ok) await openDataFile(workbench, picked.value);
  else workbench.view.getState().announce(picked.error);
}
