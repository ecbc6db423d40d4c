import type { ReactNode } from "react";
import { ChangedDialog } from "../files/changed-dialog.tsx";
import { OpenDialog } from "../files/open-dialog.tsx";
import { RestoreDialog } from "../files/restore-dialog.tsx";
import { UnsavedDialog } from "../files/unsaved-dialog.tsx";
import { VersionsDialog } from "../files/versions-dialog.tsx";
import { InjectDialog } from "../inject/inject-dialog.tsx";
import { BreakpointsDialog } from "../run/breakpoints-dialog.tsx";
import { RunToDialog } from "../run/run-to-dialog.tsx";
import type { DialogName } from "../stores/view-store.ts";
import { useView } from "../workbench/workbench.ts";

/** By name: who draws a dialog. Each room adds its own. */
const DIALOGS: Partial<Record<DialogName, () => ReactNode>> = {
  open: OpenDialog,
  unsaved: UnsavedDialog,
  restore: RestoreDialog,
  "changed-on-disk": ChangedDialog,
  versions: VersionsDialog,
  "run-to": RunToDialog,
  breakpoints: BreakpointsDialog,
  inject: InjectDialog,
};

/** The dialog that is open, if any. */
export function Dialogs(): ReactNode {
  const name = useView((view) => view.dialog?.name);
  const Shown = name === undefined ? undefined : DIALOGS[name];
  return Shown && <Shown />;
}
