import type { ReactNode } from "react";
import { ChangedDialog } from "../files/changed-dialog.tsx";
import { OpenDialog } from "../files/open-dialog.tsx";
import { RestoreDialog } from "../files/restore-dialog.tsx";
import { UnsavedDialog } from "../files/unsaved-dialog.tsx";
import { VersionsDialog } from "../files/versions-dialog.tsx";
import type { DialogName } from "../stores/view-store.ts";
import { useView } from "../workbench/workbench.ts";

/** By name: who draws a dialog. Each room adds its own. */
const DIALOGS: Partial<Record<DialogName, () => ReactNode>> = {
  open: OpenDialog,
  unsaved: UnsavedDialog,
  restore: RestoreDialog,
  "changed-on-disk": ChangedDialog,
  versions: VersionsDialog,
};

/** The dialog that is open, if any. */
export function Dialogs(): ReactNode {
  const name = useView((view) => view.dialog?.name);
  const Shown = name === undefined ? undefined : DIALOGS[name];
  return Shown && <Shown />;
}
