import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { type Draft, readDraft } from "./draft.ts";

/** What a person did to the drawing: the edits of one undo step, its name, and what is selected afterwards. */
export type Act = {
  readonly edits: readonly ScenarioEdit[];
  /** What undo says: "Add topic orders.events". */
  readonly label: string;
  readonly select?: readonly string[];
  readonly burst?: string;
};

/** An act, or a sentence that says why it cannot be done. */
export type ActOrReason = Act | { readonly reason: string };

const UNREADABLE =
  "The text of the scenario is no readable YAML at the moment, so the drawing cannot change it. Mend the text or undo first.";

/** Makes an act from the document as it stands and does it; tells the person what was done, or why it was not. */
export function perform(workbench: Workbench, make: (draft: Draft) => ActOrReason): boolean {
  const { document, view } = workbench;
  const draft = readDraft(document.getState().text);
  if (draft === undefined) {
    view.getState().announce(UNREADABLE);
    return false;
  }
  const act = make(draft);
  if ("reason" in act) {
    view.getState().announce(act.reason);
    return false;
  }
  const options = act.burst === undefined ? { label: act.label } : { label: act.label, burst: act.burst };
  if (!document.getState().applyEdits(act.edits, options)) {
    view.getState().announce(UNREADABLE);
    return false;
  }
  if (act.select !== undefined) view.getState().select({ nodes: act.select });
  view.getState().announce(`${act.label}.`);
  return true;
}
