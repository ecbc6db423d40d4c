import type { Drawing } from "../../engine/scenario/drawing.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";

/**
 * What a fault that struck a run writes: the run's own text with it, and the edits for the document, which may have changed since the run
 * started and then gets the fault behind those that it has.
 */
export function textsWithFault(
  runText: string,
  document: { readonly text: string; readonly drawing: Pick<Drawing, "faults"> },
  edits: readonly ScenarioEdit[],
): { readonly run: string; readonly documentEdits: readonly ScenarioEdit[] } {
  const run = applyEdits({ text: runText }, edits);
  if (document.text === runText) return { run, documentEdits: edits };
  const first = document.drawing.faults.length;
  const documentEdits = edits.map((edit, index) =>
    edit.path[0] === "chaos" ? { ...edit, path: ["chaos", first + index] } : edit,
  );
  return { run, documentEdits };
}
