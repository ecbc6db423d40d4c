import type { ReactNode } from "react";
import { InjectDialog } from "../inject/inject-dialog.tsx";
import { useView } from "../workbench/workbench.ts";
import { BreakpointsDialog } from "./breakpoints-dialog.tsx";
import { RunToDialog } from "./run-to-dialog.tsx";

/** The dialogs of runs, when one of them is open. */
export function RunDialogs(): ReactNode {
  const dialog = useView((view) => view.dialog);
  switch (dialog?.name) {
    case "run-to":
      return <RunToDialog />;
    case "breakpoints":
      return <BreakpointsDialog subject={dialog.subject} />;
    case "inject":
      return <InjectDialog key={dialog.subject} subject={dialog.subject} />;
    default:
      return undefined;
  }
}
