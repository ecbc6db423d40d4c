import { type ReactNode, useCallback } from "react";
import { CommandPalette } from "../commands/command-palette.tsx";
import { ShortcutsDialog } from "../commands/shortcuts-dialog.tsx";
import { ChangedDialog } from "../files/changed-dialog.tsx";
import { OpenDialog } from "../files/open-dialog.tsx";
import { openShipped } from "../files/open-document.ts";
import { RestoreDialog } from "../files/restore-dialog.tsx";
import { UnsavedDialog } from "../files/unsaved-dialog.tsx";
import { VersionsDialog } from "../files/versions-dialog.tsx";
import { InjectDialog } from "../inject/inject-dialog.tsx";
import { JourneySheet } from "../journey/journey-sheet.tsx";
import { GlossaryDialog } from "../learn/glossary-dialog.tsx";
import { ImportDialog } from "../own-data/import-dialog.tsx";
import { BreakpointsDialog } from "../run/breakpoints-dialog.tsx";
import { RunToDialog } from "../run/run-to-dialog.tsx";
import { SettingsDialog } from "../settings/settings-dialog.tsx";
import { ShareDialog } from "../share/share-dialog.tsx";
import type { DialogName } from "../stores/view-store.ts";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { AboutDialog } from "./about-dialog.tsx";

/** By name: who draws a dialog. Each room adds its own. */
const DIALOGS: Partial<Record<DialogName, () => ReactNode>> = {
  open: OpenDialog,
  unsaved: UnsavedDialog,
  restore: RestoreDialog,
  "changed-on-disk": ChangedDialog,
  versions: VersionsDialog,
  "import-data": ImportDialog,
  journey: JourneySheet,
  "run-to": RunToDialog,
  breakpoints: BreakpointsDialog,
  inject: InjectDialog,
  palette: PaletteDialog,
  shortcuts: ShortcutsDialog,
  settings: SettingsDialog,
  glossary: GlossaryDialog,
  about: AboutDialog,
  share: ShareDialog,
};

/** The dialog that is open, if any. */
export function Dialogs(): ReactNode {
  const name = useView((view) => view.dialog?.name);
  const Shown = name === undefined ? undefined : DIALOGS[name];
  return Shown && <Shown />;
}

function PaletteDialog(): ReactNode {
  const workbench = useWorkbench();
  const open = useCallback((path: string) => openShipped(workbench, path), [workbench]);
  return <CommandPalette openShipped={open} />;
}
