import type { PickedBytes } from "../host/host.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** Keeps a dropped data file under its name, so that a scenario that names it finds it. */
export function openDroppedData(workbench: Workbench, { name, bytes }: PickedBytes): void {
  void workbench.host.rememberData(name, bytes).then(() => {
    showToast(`${name} is at hand.`, { detail: "A scenario that names it under datasets can read it now." });
  });
}
