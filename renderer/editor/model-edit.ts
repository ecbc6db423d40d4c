import type { editor } from "monaco-editor/editor";
import type { TextChange } from "./text-patch.ts";

/** A change of a text as an edit of Monaco's model of that text. */
export function editOf(
  model: editor.ITextModel,
  { start, end, text }: TextChange,
): editor.IIdentifiedSingleEditOperation {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(end);
  const range = {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
  return { range, text };
}
