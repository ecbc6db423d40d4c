import { assertNever } from "../../engine/base/assert.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { Problem } from "../../engine/scenario/problem.ts";

/** Another text for the document: by paths, or by putting one word of a line in another's place. */
export type ProblemFix = { readonly title: string } & (
  | { readonly kind: "edits"; readonly edits: readonly ScenarioEdit[] }
  | {
      readonly kind: "word";
      readonly line: number;
      readonly column: number;
      readonly from: string;
      readonly to: string;
    }
);

/** A problem as the screen shows it. Errors keep the scenario from running; warnings are a reviewer's remarks and keep nothing. */
export type AppProblem = Problem & {
  readonly severity: "error" | "warning";
  readonly fixes: readonly ProblemFix[];
};

/** The document's text with a fix in it; undefined when the text is not any more what the fix was made for. */
export function fixedText(text: string, fix: ProblemFix): string | undefined {
  switch (fix.kind) {
    case "edits":
      try {
        return applyEdits({ text }, fix.edits);
      } catch {
        // The text was changed since, and the path leads nowhere: the problem itself is about to be found anew.
        return undefined;
      }
    case "word": {
      const lines = text.split("\n");
      const line = lines[fix.line - 1];
      if (line === undefined || !line.startsWith(fix.from, fix.column - 1)) return undefined;
      lines[fix.line - 1] = line.slice(0, fix.column - 1) + fix.to + line.slice(fix.column - 1 + fix.from.length);
      return lines.join("\n");
    }
    default:
      return assertNever(fix);
  }
}
