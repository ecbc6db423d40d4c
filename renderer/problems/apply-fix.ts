import type { Workbench } from "../workbench/workbench.ts";
import { fixedText, type ProblemFix } from "./app-problem.ts";

/** Does what a fix says, as one step that undo takes back. */
export function applyFix({ document, view }: Workbench, fix: ProblemFix): void {
  const { text, setText } = document.getState();
  const fixed = fixedText(text, fix);
  if (fixed === undefined || fixed === text) {
    view.getState().announce("The text has changed since: the fix does not fit any more.");
    return;
  }
  setText(fixed, { label: fix.title });
  view.getState().announce(`Done: ${fix.title}.`);
}
