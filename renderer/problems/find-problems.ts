import { reviewDesign } from "../../engine/pipeline/design-review.ts";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { ParsedScenario } from "../../engine/scenario/parse-scenario.ts";
import { locateFinding, type Problem } from "../../engine/scenario/problem.ts";
import type { AppProblem } from "./app-problem.ts";
import { quickFixesFor } from "./quick-fixes.ts";

/** What there is to say of a document: what keeps it from running, then what a reviewer would remark, each in the order of the text. */
export function findProblems(
  problems: readonly Problem[],
  parsed: ParsedScenario | undefined,
  drawing: Drawing,
): readonly AppProblem[] {
  const errors = problems.map((problem) => asError(problem, drawing));
  return parsed === undefined ? errors : [...errors, ...remarksOn(parsed)];
}

/** What a refused run found in the text that the parse door does not see: SQL, files. */
export function findRefusals(refused: readonly Problem[], drawing: Drawing): readonly AppProblem[] {
  return refused.map((problem) => asError(problem, drawing));
}

function asError(problem: Problem, drawing: Drawing): AppProblem {
  return { ...problem, severity: "error", fixes: quickFixesFor(problem, drawing) };
}

function remarksOn({ scenario, locate }: ParsedScenario): readonly AppProblem[] {
  const remarks = reviewDesign(scenario).map(({ fixes, ...finding }): AppProblem => {
    const asEdits = fixes.map((fix) => ({ kind: "edits", ...fix }) as const);
    return { ...locateFinding(finding, locate), severity: "warning", fixes: asEdits };
  });
  return remarks.sort((left, right) => left.line - right.line || left.column - right.column);
}
